// @belief What fails once may work at the second try.
// @breaks one-read-one-transaction
// @section one-that-fails
import type { Projection, ProjectionProgress, ProjectionRunner, ReadModelTables, RunnerPorts } from "eventlings";

export function createProjectionRunner({ store, database, projections, batchSize }: RunnerPorts): ProjectionRunner {
  async function advance(projection: Projection<ReadModelTables>, again = false): Promise<ProjectionProgress> {
    const { name } = projection;
    const [checkpoint] = await database.select("checkpoints", { where: { projection: name } });
    const position = checkpoint?.position ?? 0;
    const standsStill = { projection: name, position, applied: 0 };

    const events = await store.readAll({ after: position, limit: batchSize });
    const last = events.at(-1);
    if (last === undefined) return standsStill;

    const next = { projection: name, position: last.globalPosition };
    try {
      const isMine = await database.transaction(async (transaction) => {
        // Whoever moves the checkpoint away from where it was has the batch. Another runner waits here
        // until this transaction has ended, and then it no longer finds what it looks for.
        const moved =
          checkpoint === undefined
            ? (await transaction.insert("checkpoints", next, { ifNew: true })) !== undefined
            : (await transaction.update("checkpoints", next, { projection: name, position })) > 0;
        if (moved) await projection.apply(events, transaction);
        return moved;
      });
      return isMine ? { ...next, applied: events.length } : standsStill;
    } catch (error) {
      return again ? { ...standsStill, error } : advance(projection, true);
    }
  }

  return {
    async runOnce() {
      const progress: ProjectionProgress[] = [];
      for (const projection of projections) progress.push(await advance(projection));
      return progress;
    },
  };
}
