import { NotImplemented, type PullConsumer, type PullConsumerPorts } from "eventlings";

/**
 * Reads one partition of a log, no faster than it can work.
 *
 * `PullSource`, `Watermarks` and `PullConsumer` (open their definitions) say what each call and number means.
 * What is promised:
 *
 * - Every record is processed, one after the other, in order. A commit never goes beyond what is processed;
 *   when nothing is left to process, everything is committed. How often you commit is up to you.
 * - Never more than `high` records are buffered.
 * - It fetches while it works, and pauses when `high` are buffered. It resumes when the buffer has fallen
 *   to `low`: not sooner, and at most one poll later.
 * - It polls on while it is paused, however long a record takes.
 * - `lag` says how many records are not processed yet: whoever writes to the log decides by it.
 */
export function createPullConsumer<Value>(_ports: PullConsumerPorts<Value>): PullConsumer {
  return {
    async run() {
      // TODO: fetch, as much as there is room for, and go on polling when there is none.
      // TODO: process what is buffered, at the same time. Which of the two knows when to resume?
      throw new NotImplemented("run");
    },

    async lag() {
      // TODO: behind what? And counted from where?
      throw new NotImplemented("lag");
    },
  };
}
