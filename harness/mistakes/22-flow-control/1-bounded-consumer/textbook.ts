// @belief A queue and a maximum of concurrent work make a consumer that cannot be overloaded.
// @breaks bounded-queue, done-before-acknowledged, no-idle-places, failures-free-their-place, any-history
// @section the-array-has-no-end
import type { BoundedConsumer, BoundedConsumerPorts } from "eventlings";

/** Processes messages, never too many at once, and never keeps too many waiting. */
export function createBoundedConsumer<Message>({
  process,
  concurrency,
}: BoundedConsumerPorts<Message>): BoundedConsumer<Message> {
  const waiting: Message[] = [];
  let processing = 0;

  const onMessage = async (message: Message): Promise<void> => {
    if (processing >= concurrency) {
      waiting.push(message);
      return;
    }
    processing += 1;
    try {
      await process(message);
    } finally {
      processing -= 1;
      const next = waiting.shift();
      if (next !== undefined) void onMessage(next).catch(() => undefined);
    }
  };

  return { onMessage };
}
