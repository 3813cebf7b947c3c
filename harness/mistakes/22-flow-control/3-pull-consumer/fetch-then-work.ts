// @belief Fetch as much as fits, work it off, and fetch again: that cannot overflow.
// @breaks fetches-while-it-works, two-marks, polls-on, failures-end-it
// @section two-marks
import type { PullConsumer, PullConsumerPorts } from "eventlings";

/** Reads one partition of a log, no faster than it can work. */
export function createPullConsumer<Value>({
  source,
  process,
  watermarks: { high },
}: PullConsumerPorts<Value>): PullConsumer {
  let next: number | undefined;

  return {
    async run() {
      for (;;) {
        for (const record of await source.poll(high)) {
          await process(record);
          next = record.offset + 1;
          await source.commit(next);
        }
      }
    },

    async lag() {
      const processed = next ?? (await source.committed());
      return (await source.end()) - processed;
    },
  };
}
