// @belief The position of the batch is that of its first event.
// @breaks batch-after-batch, a-place-of-its-own, two-runners
// @section a-checkpoint-with-the-rows
import type { Projection, ProjectionProgress, ProjectionRunner, ReadModelTables, RunnerPorts } from "eventlings";

export function createProjectionRunner({ store, database, projections, batchSize }: RunnerPorts): ProjectionRunner {
  async function advance(projection: Projection<ReadModelTables>): Promise<ProjectionProgress> {
    const { name } = projection;
    const [checkpoint] = await database.select("checkpoints", { where: { projection: name } });
    const position = checkpoint?.position ?? 0;
    const standsStill = { projection: name, position, applied: 0 };

    const events = await store.readAll({ after: position, limit: batchSize });
    const [last] = events;
    if (last === undefined) return standsStill;

    const next = { projection: name, position: last.globalPosition };
    try {
      const isMine = await database.transaction(async (transaction) => {
        const moved =
          checkpoint === undefined
            ? (await transaction.insert("checkpoints", next, { ifNew: true })) !== undefined
            : (await transaction.update("checkpoints", next, { projection: name, position })) > 0;
        if (moved) await projection.apply(events, transaction);
        return moved;
      });
      return isMine ? { ...next, applied: events.length } : standsStill;
    } catch (error) {
      return { ...standsStill, error };
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
