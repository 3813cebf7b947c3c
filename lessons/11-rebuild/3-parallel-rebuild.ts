import { NotImplemented, type ParallelRebuild, type ParallelRebuildPorts } from "eventlings";

/**
 * Rebuilds a view of many documents in partitions, each the work of another process.
 *
 * `ParallelRebuildPorts` (open its definition) has the tables and the view. The rows of `partitions` are
 * there from the start; `documents` is empty, and only `view.apply` touches it.
 *
 * What is promised:
 * - When every partition's work is done, each document is what one process would have made of it, that
 *   applies the whole log in its order. So a document belongs to one partition, today and after a restart.
 * - With many documents, no partition has more than twice its fair share of them.
 * - `partitions` says how far each partition has come. Wherever `work` is broken off, it goes on from there,
 *   and no event gets into a document twice: also not when two processes do the same partition's work.
 * - `work` comes to the end of the log also where nothing there concerns its partition.
 * - `position` is as high as is safe, whichever partition is ahead, and in a process that has just started.
 * - It never holds more events than two batches: the log is read in pages of at most `batchSize`.
 */
export function createParallelRebuild(_ports: ParallelRebuildPorts): ParallelRebuild {
  return {
    async work(_partition) {
      // TODO: whose work is an event? Someone else may have the next event of the same document.
      // TODO: the share of one partition, wherever a process stops, and however many are at it.
      throw new NotImplemented("work");
    },
    async position() {
      // TODO: up to where is the view complete, if some partitions are ahead of others?
      throw new NotImplemented("position");
    },
  };
}
