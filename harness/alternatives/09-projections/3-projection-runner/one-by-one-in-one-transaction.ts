// @style All places in one read; events one by one in one transaction; whoever is late throws and tells of it.
import type { ProjectionProgress, ProjectionRunner, RunnerPorts } from "eventlings";

class Overtaken extends Error {}

export function createProjectionRunner({ store, database, projections, batchSize }: RunnerPorts): ProjectionRunner {
  return {
    async runOnce() {
      const checkpoints = await database.select("checkpoints");
      const places = new Map(checkpoints.map(({ projection, position }) => [projection, position]));
      const round: ProjectionProgress[] = [];
      for (const projection of projections) {
        const place = places.get(projection.name);
        const before = { projection: projection.name, position: place ?? 0, applied: 0 };
        const events = await store.readAll({ after: before.position, limit: batchSize });
        const last = events.at(-1);
        if (last === undefined) {
          round.push(before);
          continue;
        }
        const after = { projection: projection.name, position: last.globalPosition };
        try {
          await database.transaction(async (transaction) => {
            for (const event of events) await projection.apply([event], transaction);
            const isMoved =
              place === undefined
                ? (await transaction.insert("checkpoints", after, { ifNew: true })) !== undefined
                : (await transaction.update("checkpoints", after, { projection: projection.name, position: place })) ===
                  1;
            if (!isMoved) throw new Overtaken();
          });
          round.push({ ...after, applied: events.length });
        } catch (error) {
          round.push({ ...before, error });
        }
      }
      return round;
    },
  };
}
