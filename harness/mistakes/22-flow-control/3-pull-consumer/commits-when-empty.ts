// @belief One commit is enough when the buffer is empty: the last place counts.
// @breaks commits-what-is-done, failures-end-it, any-history
// @section prefetch-and-pull-protect-you-not-the-system
import type { PulledRecord, PullConsumer, PullConsumerPorts } from "eventlings";

/** Reads one partition of a log, no faster than it can work. */
export function createPullConsumer<Value>({
  source,
  process,
  watermarks: { high, low },
}: PullConsumerPorts<Value>): PullConsumer {
  /** Fetched and not processed to the end: the first is under way. */
  const buffer: PulledRecord<Value>[] = [];
  let isPaused = false;
  let isWorking = false;
  let hasFailed = false;
  /** The next record to process; not known before the first one was fetched. */
  let next: number | undefined;

  const work = async (): Promise<void> => {
    isWorking = true;
    for (let record = buffer[0]; record !== undefined && !hasFailed; record = buffer[0]) {
      await process(record);
      // Somebody may have started anew already. Their commits are not to be undone.
      if (hasFailed) return;
      buffer.shift();
      next = record.offset + 1;
      if (buffer.length === 0 && isPaused) await source.commit(next);
      if (isPaused && buffer.length <= low) {
        isPaused = false;
        source.resume();
      }
    }
    isWorking = false;
  };

  const fetch = async (fail: (error: unknown) => void): Promise<void> => {
    while (!hasFailed) {
      // It goes on while it is paused, and it may be resumed meanwhile: so it never asks for more than fits.
      buffer.push(...(await source.poll(Math.max(1, high - buffer.length))));
      if (!isPaused && buffer.length >= high) {
        isPaused = true;
        source.pause();
      }
      if (!isWorking) void work().catch(fail);
    }
  };

  return {
    run: () =>
      new Promise((_, reject) => {
        const fail = (error: unknown): void => {
          hasFailed = true;
          reject(error as Error);
        };
        void fetch(fail).catch(fail);
      }),

    async lag() {
      const processed = next ?? (await source.committed());
      return (await source.end()) - processed;
    },
  };
}
