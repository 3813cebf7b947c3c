import { NotImplemented, type ProjectionRunner, type RunnerPorts } from "eventlings";

/**
 * Keeps read models up to date. Several processes may run it at once, each over and over again: while a
 * new version is rolled out, the old one is still at work.
 *
 * `RunnerPorts` and `ProjectionRunner` (open their definitions) say what it gets and what a round is.
 * A projection need not be safe to repeat: some only add up.
 *
 * What is promised:
 * - Whoever dies, whatever is lost, and however many run: each projection gets each event of the log, in
 *   order, and it has its effect once.
 * - Each projection has a checkpoint of its own, the row of `checkpoints` with its name. It says which
 *   events are in: all up to this global position. Without a row, none are.
 * - If one fails, nothing of its batch stays. Its next round begins with that batch again. The others go
 *   on, and the round tells which one failed.
 * - A round gives a projection at most `batchSize` events. For each projection it reads the log at most
 *   once, no more than a batch, and begins at most one transaction.
 */
export function createProjectionRunner(_ports: RunnerPorts): ProjectionRunner {
  return {
    async runOnce() {
      // TODO: the events and the place move on together, or not at all. Also when two runners are at it.
      // TODO: what becomes of the others when one of them fails?
      throw new NotImplemented("runOnce");
    },
  };
}
