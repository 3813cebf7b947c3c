// @belief The newest message is worth the most: take that one first.
// @breaks first-come-first-served, failures-free-their-place, any-history
// @section newcomers-overtake
import { QueueFull, type BoundedConsumer, type BoundedConsumerPorts } from "eventlings";

/** Processes messages, never too many at once, and never keeps too many waiting. */
export function createBoundedConsumer<Message>({
  process,
  concurrency,
  queue,
}: BoundedConsumerPorts<Message>): BoundedConsumer<Message> {
  let taken = 0;
  /** Those who wait for a place, the first to come first. Each is called when it has one. */
  const waiting: (() => void)[] = [];

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
    const next = waiting.pop();
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
