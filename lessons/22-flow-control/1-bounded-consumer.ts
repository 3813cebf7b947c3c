import { NotImplemented, type BoundedConsumer, type BoundedConsumerPorts } from "eventlings";

/**
 * Processes messages, never too many at once, and never keeps too many waiting.
 *
 * The broker forgets a message when `onMessage` resolves, and keeps it when `onMessage` rejects. `QueueFull`
 * and the ports (open their definitions) say what each number and error means. What is promised:
 *
 * - At most `concurrency` messages are processed at once, and no place is empty while a message waits.
 * - At most `queue` messages wait. One more is refused at once, and never processed.
 * - Whoever came first is processed first: nobody who comes later overtakes those who wait.
 * - `onMessage` resolves when its own message has been processed, and not before.
 * - However processing ends, its place goes to the next. Only its own caller hears of a failure.
 */
export function createBoundedConsumer<Message>(_ports: BoundedConsumerPorts<Message>): BoundedConsumer<Message> {
  return {
    async onMessage(_message) {
      // TODO: a place, a wait in the queue, or a refusal? Decide before anything is awaited.
      // TODO: when processing ends, in whatever way, who gets the place? And who hears of it?
      throw new NotImplemented("onMessage");
    },
  };
}
