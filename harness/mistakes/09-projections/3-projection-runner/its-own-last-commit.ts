// @belief After a commit I know where I am, and a race is lost only once: the condition sees to it.
// @breaks two-runners
// @section two-runners
import type { Projection, ProjectionProgress, ProjectionRunner, ReadModelTables, RunnerPorts } from "eventlings";

export function createProjectionRunner({ store, database, projections, batchSize }: RunnerPorts): ProjectionRunner {
  const places = new Map<string, number>();

  async function advance(projection: Projection<ReadModelTables>): Promise<ProjectionProgress> {
    const { name } = projection;
    const where = { projection: name };
    const [checkpoint] = places.has(name) ? [] : await database.select("checkpoints", { where });
    const before = places.get(name) ?? checkpoint?.position;
    const standsStill = { projection: name, position: before ?? 0, applied: 0 };

    const events = await store.readAll({ after: before ?? 0, limit: batchSize });
    const last = events.at(-1);
    if (last === undefined) return standsStill;

    const next = { projection: name, position: last.globalPosition };
    try {
      const isOurs = await database.transaction(async (transaction) => {
        const moved =
          before === undefined
            ? (await transaction.insert("checkpoints", next, { ifNew: true })) !== undefined
            : (await transaction.update("checkpoints", next, { ...where, position: before })) > 0;
        if (moved) await projection.apply(events, transaction);
        return moved;
      });
      if (!isOurs) return standsStill;
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
