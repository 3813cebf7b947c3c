// @belief A locked checkpoint is somebody else's work, so skip locked rows.
// @breaks two-runners
// @section two-runners
import type { Projection, ProjectionProgress, ProjectionRunner, ReadModelTables, RunnerPorts } from "eventlings";

export function createProjectionRunner({ store, database, projections, batchSize }: RunnerPorts): ProjectionRunner {
  async function advance(projection: Projection<ReadModelTables>): Promise<ProjectionProgress> {
    const { name } = projection;
    const where = { projection: name };
    let position = 0;
    try {
      return await database.transaction(async (transaction) => {
        const [checkpoint] = await transaction.select("checkpoints", { where, forUpdate: true, skipLocked: true });
        position = checkpoint?.position ?? 0;
        const events = await store.readAll({ after: position, limit: batchSize });
        const last = events.at(-1);
        if (last === undefined) return { ...where, position, applied: 0 };
        await projection.apply(events, transaction);
        const next = { ...where, position: last.globalPosition };
        if (checkpoint === undefined) await transaction.insert("checkpoints", next, { ifNew: true });
        else await transaction.update("checkpoints", next, where);
        return { ...next, applied: events.length };
      });
    } catch (error) {
      return { ...where, position, applied: 0, error };
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
