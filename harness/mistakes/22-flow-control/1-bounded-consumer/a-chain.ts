// @belief A chain of promises keeps the order.
// @breaks any-history, no-idle-places
// @section the-version-that-holds
import { QueueFull, type BoundedConsumer, type BoundedConsumerPorts } from "eventlings";

/** Processes messages, never too many at once, and never keeps too many waiting. */
export function createBoundedConsumer<Message>({
  process,
  concurrency,
  queue,
}: BoundedConsumerPorts<Message>): BoundedConsumer<Message> {
  const lanes: Promise<void>[] = Array.from({ length: concurrency }, () => Promise.resolve());
  let held = 0;
  let next = 0;

  return {
    async onMessage(message) {
      if (held >= concurrency + queue) throw new QueueFull();
      held += 1;
      const lane = next;
      next = (next + 1) % concurrency;
      const done = (lanes[lane] ?? Promise.resolve()).then(() => process(message));
      const free = (): void => void (held -= 1);
      lanes[lane] = done.then(free, free);
      await done;
    },
  };
}
