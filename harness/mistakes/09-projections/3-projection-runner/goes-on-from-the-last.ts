// @belief All projections read one log, so one read for all will do, from where the last one is.
// @breaks a-place-of-its-own, crash-anywhere, two-runners
// @section a-place-for-each
import type { Projection, ProjectionProgress, ProjectionRunner, ReadModelTables, RunnerPorts } from "eventlings";

export function createProjectionRunner({ store, database, projections, batchSize }: RunnerPorts): ProjectionRunner {
  return {
    async runOnce() {
      const checkpoints = await database.select("checkpoints");
      const places = new Map(checkpoints.map((row) => [row.projection, row.position]));
      const position = Math.min(...projections.map(({ name }) => places.get(name) ?? 0));
      const events = await store.readAll({ after: position, limit: batchSize });
      const last = events.at(-1);
      const progress: ProjectionProgress[] = [];
      for (const projection of projections) progress.push(await advance(projection, events, last?.globalPosition));
      return progress;

      async function advance(
        projection: Projection<ReadModelTables>,
        events: Awaited<ReturnType<typeof store.readAll>>,
        next: number | undefined,
      ): Promise<ProjectionProgress> {
        const { name } = projection;
        const standsStill = { projection: name, position, applied: 0 };
        if (next === undefined) return standsStill;
        try {
          await database.transaction(async (transaction) => {
            const where = { projection: name };
            const [known] = await transaction.select("checkpoints", { where, forUpdate: true });
            if (known === undefined) await transaction.insert("checkpoints", { projection: name, position: next });
            else await transaction.update("checkpoints", { position: next }, where);
            await projection.apply(events, transaction);
          });
          return { projection: name, position: next, applied: events.length };
        } catch (error) {
          return { ...standsStill, error };
        }
      }
    },
  };
}
