// @belief When a message is done, the next one that waits gets its turn.
// @breaks no-idle-places, any-history
// @section the-version-that-holds
import { QueueFull, type BoundedConsumer, type BoundedConsumerPorts } from "eventlings";

/** Processes messages, never too many at once, and never keeps too many waiting. */
export function createBoundedConsumer<Message>({
  process,
  concurrency,
  queue,
}: BoundedConsumerPorts<Message>): BoundedConsumer<Message> {
  let taken = 0;
  const waiting: (() => void)[] = [];
  let isWaking = false;

  const wake = (): void => {
    if (isWaking) return;
    isWaking = true;
    queueMicrotask(() => {
      isWaking = false;
      const next = waiting.shift();
      if (next === undefined) return;
      taken += 1;
      next();
    });
  };

  return {
    async onMessage(message) {
      if (taken >= concurrency || waiting.length > 0) {
        if (waiting.length >= queue) throw new QueueFull();
        await new Promise<void>((resolve) => void waiting.push(resolve));
      } else taken += 1;
      try {
        await process(message);
      } finally {
        taken -= 1;
        wake();
      }
    },
  };
}
