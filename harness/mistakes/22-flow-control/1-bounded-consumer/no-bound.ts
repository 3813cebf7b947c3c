// @belief Callers wait in an await, so there is no need for a bound.
// @breaks bounded-queue, any-history
// @section the-array-has-no-end
import type { BoundedConsumer, BoundedConsumerPorts } from "eventlings";

/** Processes messages, never too many at once, and never keeps too many waiting. */
export function createBoundedConsumer<Message>({
  process,
  concurrency,
}: BoundedConsumerPorts<Message>): BoundedConsumer<Message> {
  let taken = 0;
  const waiting: (() => void)[] = [];

  return {
    async onMessage(message) {
      if (taken < concurrency) taken += 1;
      else await new Promise<void>((resolve) => void waiting.push(resolve));
      try {
        await process(message);
      } finally {
        const next = waiting.shift();
        if (next === undefined) taken -= 1;
        else next();
      }
    },
  };
}
