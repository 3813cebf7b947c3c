// @belief The runner is always on, and it knows where it is.
// @breaks batch-after-batch, a-place-of-its-own, crash-anywhere, lost-connection, two-runners, one-fails
// @section a-checkpoint-with-the-rows
import type { Projection, ProjectionProgress, ProjectionRunner, ReadModelTables, RunnerPorts } from "eventlings";

export function createProjectionRunner({ store, database, projections, batchSize }: RunnerPorts): ProjectionRunner {
  const places = new Map<string, number>();

  async function advance(projection: Projection<ReadModelTables>): Promise<ProjectionProgress> {
    const { name } = projection;
    const position = places.get(name) ?? 0;
    const standsStill = { projection: name, position, applied: 0 };

    const events = await store.readAll({ after: position, limit: batchSize });
    const last = events.at(-1);
    if (last === undefined) return standsStill;

    const next = { projection: name, position: last.globalPosition };
    try {
      await database.transaction((transaction) => projection.apply(events, transaction));
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
