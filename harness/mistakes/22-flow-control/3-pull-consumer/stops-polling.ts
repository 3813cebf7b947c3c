// @belief Whoever has enough does not ask for more.
// @breaks polls-on, failures-end-it
// @section paused-is-not-silent
import type { PulledRecord, PullConsumer, PullConsumerPorts } from "eventlings";

/** Reads one partition of a log, no faster than it can work. */
export function createPullConsumer<Value>({
  source,
  process,
  watermarks: { high, low },
}: PullConsumerPorts<Value>): PullConsumer {
  const buffer: PulledRecord<Value>[] = [];
  let next: number | undefined;
  let hasRoom: () => void = () => undefined;
  let isWorking = false;
  let hasFailed = false;

  const work = async (): Promise<void> => {
    isWorking = true;
    for (let record = buffer[0]; record !== undefined && !hasFailed; record = buffer[0]) {
      await process(record);
      if (hasFailed) return;
      buffer.shift();
      next = record.offset + 1;
      await source.commit(next);
      if (buffer.length <= low) hasRoom();
    }
    isWorking = false;
  };

  const fetch = async (fail: (error: unknown) => void): Promise<void> => {
    while (!hasFailed) {
      buffer.push(...(await source.poll(high - buffer.length)));
      if (!isWorking) void work().catch(fail);
      if (buffer.length < high) continue;
      await new Promise<void>((resolve) => (hasRoom = resolve));
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
