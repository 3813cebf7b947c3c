// @belief The checkpoint is updated; a row for it will be there.
// @breaks batch-after-batch, a-place-of-its-own, crash-anywhere, lost-connection, two-runners, one-fails
// @section a-checkpoint-with-the-rows
import type { Projection, ProjectionProgress, ProjectionRunner, ReadModelTables, RunnerPorts } from "eventlings";

export function createProjectionRunner({ store, database, projections, batchSize }: RunnerPorts): ProjectionRunner {
  async function advance(projection: Projection<ReadModelTables>): Promise<ProjectionProgress> {
    const { name } = projection;
    const [checkpoint] = await database.select("checkpoints", { where: { projection: name } });
    const position = checkpoint?.position ?? 0;
    const standsStill = { projection: name, position, applied: 0 };

    const events = await store.readAll({ after: position, limit: batchSize });
    const last = events.at(-1);
    if (last === undefined) return standsStill;

    const next = { projection: name, position: last.globalPosition };
    try {
      await database.transaction(async (transaction) => {
        await transaction.update("checkpoints", next, { projection: name });
        await projection.apply(events, transaction);
      });
      return { ...next, applied: events.length };
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
