// @belief Once the message is in the queue, it is ours, and the broker may forget it.
// @breaks done-before-acknowledged, bounded-queue, no-idle-places, failures-free-their-place, any-history
// @section resolve-when-it-is-done
import { QueueFull, type BoundedConsumer, type BoundedConsumerPorts } from "eventlings";

/** Processes messages, never too many at once, and never keeps too many waiting. */
export function createBoundedConsumer<Message>({
  process,
  concurrency,
  queue,
}: BoundedConsumerPorts<Message>): BoundedConsumer<Message> {
  const waiting: Message[] = [];
  let processing = 0;

  const run = async (message: Message): Promise<void> => {
    try {
      await process(message);
    } finally {
      const next = waiting.shift();
      if (next === undefined) processing -= 1;
      else void run(next).catch(() => undefined);
    }
  };

  return {
    async onMessage(message) {
      if (processing < concurrency) {
        processing += 1;
        await run(message);
        return;
      }
      if (waiting.length >= queue) throw new QueueFull();
      waiting.push(message);
    },
  };
}
