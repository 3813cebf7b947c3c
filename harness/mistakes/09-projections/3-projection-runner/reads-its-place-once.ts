// @belief The checkpoint is read at the start; from then on the runner knows where it is.
// @breaks two-runners, lost-connection
// @section two-runners
import type { Projection, ProjectionProgress, ProjectionRunner, ReadModelTables, RunnerPorts } from "eventlings";

export function createProjectionRunner({ store, database, projections, batchSize }: RunnerPorts): ProjectionRunner {
  const places = new Map<string, number>();

  async function advance(projection: Projection<ReadModelTables>): Promise<ProjectionProgress> {
    const { name } = projection;
    const where = { projection: name };
    const position = places.get(name) ?? (await database.select("checkpoints", { where }))[0]?.position ?? 0;
    const standsStill = { projection: name, position, applied: 0 };

    const events = await store.readAll({ after: position, limit: batchSize });
    const last = events.at(-1);
    if (last === undefined) return standsStill;

    const next = { projection: name, position: last.globalPosition };
    try {
      await database.transaction(async (transaction) => {
        await projection.apply(events, transaction);
        if ((await transaction.update("checkpoints", next, { projection: name })) === 0)
          await transaction.insert("checkpoints", next);
      });
      places.set(name, next.position);
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
