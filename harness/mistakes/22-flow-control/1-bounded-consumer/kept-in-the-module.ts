// @belief The process has one limit, so the counter belongs to the module.
// @breaks only-so-many-at-once, no-idle-places, any-history
// @section the-version-that-holds
import { QueueFull, type BoundedConsumer, type BoundedConsumerPorts } from "eventlings";

let taken = 0;
/** Those who wait for a place, the first to come first. */
const waiting: (() => void)[] = [];

/** Processes messages, never too many at once, and never keeps too many waiting. */
export function createBoundedConsumer<Message>({
  process,
  concurrency,
  queue,
}: BoundedConsumerPorts<Message>): BoundedConsumer<Message> {
  const place = async (): Promise<void> => {
    if (taken < concurrency) {
      taken += 1;
      return;
    }
    if (waiting.length >= queue) throw new QueueFull();
    await new Promise<void>((resolve) => void waiting.push(resolve));
  };

  /** The place goes from hand to hand. Were it free for a moment, a newcomer could take it. */
  const handOn = (): void => {
    const next = waiting.shift();
    if (next === undefined) taken -= 1;
    else next();
  };

  return {
    async onMessage(message) {
      await place();
      try {
        await process(message);
      } finally {
        handOn();
      }
    },
  };
}
