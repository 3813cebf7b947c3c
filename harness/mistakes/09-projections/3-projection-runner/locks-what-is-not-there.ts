// @belief Locking the row of the checkpoint keeps other runners out.
// @breaks two-runners
// @section two-runners
import type { Projection, ProjectionProgress, ProjectionRunner, ReadModelTables, RunnerPorts } from "eventlings";

export function createProjectionRunner({ store, database, projections, batchSize }: RunnerPorts): ProjectionRunner {
  async function advance(projection: Projection<ReadModelTables>): Promise<ProjectionProgress> {
    const { name } = projection;
    let position = 0;
    try {
      return await database.transaction(async (transaction) => {
        const where = { projection: name };
        const [checkpoint] = await transaction.select("checkpoints", { where, forUpdate: true });
        position = checkpoint?.position ?? 0;
        const events = await store.readAll({ after: position, limit: batchSize });
        const last = events.at(-1);
        if (last === undefined) return { projection: name, position, applied: 0 };
        await projection.apply(events, transaction);
        const next = { projection: name, position: last.globalPosition };
        await transaction.insert("checkpoints", next, { ifNew: true });
        await transaction.update("checkpoints", next, { projection: name });
        return { ...next, applied: events.length };
      });
    } catch (error) {
      return { projection: name, position, applied: 0, error };
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
