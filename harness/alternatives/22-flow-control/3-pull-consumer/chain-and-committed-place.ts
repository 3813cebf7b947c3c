// @style Each record is put behind a chain of promises; the lag is counted from what is committed.
import type { PullConsumer, PullConsumerPorts } from "eventlings";

export function createPullConsumer<Value>({ source, process, watermarks }: PullConsumerPorts<Value>): PullConsumer {
  const state = { buffered: 0, isPaused: false, hasFailed: false };

  const settle = (): void => {
    state.buffered -= 1;
    if (!state.isPaused || state.buffered > watermarks.low) return;
    state.isPaused = false;
    source.resume();
  };

  return {
    run() {
      return new Promise<never>((_, reject) => {
        const fail = (error: unknown): void => {
          state.hasFailed = true;
          reject(error as Error);
        };
        let chain: Promise<unknown> = Promise.resolve();
        const pull = (): void => {
          if (state.hasFailed) return;
          source
            .poll(Math.max(watermarks.high - state.buffered, 1))
            .then((records) => {
              for (const record of records) {
                state.buffered += 1;
                const step = async (): Promise<void> => {
                  if (state.hasFailed) return;
                  await process(record);
                  if (state.hasFailed) return;
                  await source.commit(record.offset + 1);
                  settle();
                };
                chain = chain.then(step);
              }
              chain.catch(fail);
              if (state.buffered === watermarks.high) {
                if (!state.isPaused) source.pause();
                state.isPaused = true;
              }
              pull();
            })
            .catch(fail);
        };
        pull();
      });
    },

    lag: async () => {
      const committed = await source.committed();
      return (await source.end()) - committed;
    },
  };
}
