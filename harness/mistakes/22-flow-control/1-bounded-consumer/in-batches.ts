// @belief Process as many as fit, wait for all of them, and take the next ones.
// @breaks no-idle-places, bounded-queue, failures-free-their-place, any-history
// @section the-version-that-holds
import { QueueFull, type BoundedConsumer, type BoundedConsumerPorts } from "eventlings";

/** Processes messages, never too many at once, and never keeps too many waiting. */
export function createBoundedConsumer<Message>({
  process,
  concurrency,
  queue,
}: BoundedConsumerPorts<Message>): BoundedConsumer<Message> {
  const waiting: { readonly message: Message; resolve(): void; reject(error: unknown): void }[] = [];
  let isRunning = false;
  let underWay = 0;

  const run = async (): Promise<void> => {
    isRunning = true;
    // Whoever comes in the same moment belongs to the first batch.
    await Promise.resolve();
    while (waiting.length > 0) {
      const batch = waiting.splice(0, concurrency);
      underWay = batch.length;
      await Promise.all(
        batch.map(async ({ message, resolve, reject }) => {
          try {
            await process(message);
            resolve();
          } catch (error) {
            reject(error);
          }
          underWay -= 1;
        }),
      );
    }
    isRunning = false;
  };

  return {
    async onMessage(message) {
      if (waiting.length + underWay >= concurrency + queue) throw new QueueFull();
      await new Promise<void>((resolve, reject) => {
        waiting.push({ message, resolve, reject });
        if (!isRunning) void run();
      });
    },
  };
}
