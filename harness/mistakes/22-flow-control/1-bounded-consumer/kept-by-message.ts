// @belief A map from the message to its caller keeps both together.
// @breaks no-idle-places
// @section the-version-that-holds
import { QueueFull, type BoundedConsumer, type BoundedConsumerPorts } from "eventlings";

/** Processes messages, never too many at once, and never keeps too many waiting. */
export function createBoundedConsumer<Message>({
  process,
  concurrency,
  queue,
}: BoundedConsumerPorts<Message>): BoundedConsumer<Message> {
  let taken = 0;
  const waiting = new Map<Message, () => void>();

  const handOn = (): void => {
    const [next] = waiting;
    if (next === undefined) {
      taken -= 1;
      return;
    }
    const [message, go] = next;
    waiting.delete(message);
    go();
  };

  return {
    async onMessage(message) {
      if (taken < concurrency) taken += 1;
      else if (waiting.size >= queue) throw new QueueFull();
      else await new Promise<void>((resolve) => void waiting.set(message, resolve));
      try {
        await process(message);
      } finally {
        handOn();
      }
    },
  };
}
