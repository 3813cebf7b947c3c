import { NotImplemented, type Rebuild, type RebuildPorts } from "eventlings";

/**
 * Builds the shop's read model anew from its log, while readers go on with the one that they have.
 *
 * `RebuildPorts` (open its definition) has the tables. The new model goes into the slot that `live` does
 * *not* name. The live slot, its rows and its row in `slots` are somebody else's: leave them as they are.
 *
 * What is promised:
 * - When `run` is done, the new slot holds what all views make of all events, in the order of the log:
 *   also of those that were appended while it ran. Positions grow and have gaps.
 * - `slots` says how far the new slot has come, and with which `version`. A run that was broken off, at
 *   any point, goes on from there. No event gets into the slot twice: also not during a deployment, when
 *   two processes run the same rebuild at once.
 * - What another version has left in the slot is cleared away, and then it begins at position 0.
 * - Nothing happens outside. Reactions have a subscription of their own, which goes on meanwhile, so
 *   they are not called from here at all.
 * - It never holds more events than two batches: the one that is applied and, if you like, the next.
 *   So the log is read in pages of at most `batchSize`.
 */
export function createRebuild(_ports: RebuildPorts): Rebuild {
  return {
    async run() {
      // TODO: begin from nothing, or go on: what tells which, and what if you crash while you clear?
      // TODO: the whole log, each event once, wherever a process stops.
      throw new NotImplemented("run");
    },
  };
}
