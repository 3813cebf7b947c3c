// @belief The runner has a place, and all of its projections are there.
// @breaks batch-after-batch, a-place-of-its-own, crash-anywhere, lost-connection, two-runners, one-fails
// @section a-place-for-each
import type { ProjectionProgress, ProjectionRunner, RunnerPorts } from "eventlings";

export function createProjectionRunner({ store, database, projections, batchSize }: RunnerPorts): ProjectionRunner {
  const where = { projection: "runner" };
  return {
    async runOnce() {
      const [checkpoint] = await database.select("checkpoints", { where });
      const position = checkpoint?.position ?? 0;
      const events = await store.readAll({ after: position, limit: batchSize });
      const last = events.at(-1)?.globalPosition;
      const stand = (error?: unknown): readonly ProjectionProgress[] =>
        projections.map(({ name }) => ({
          projection: name,
          position,
          applied: 0,
          ...(error === undefined ? {} : { error }),
        }));
      if (last === undefined) return stand();
      try {
        await database.transaction(async (transaction) => {
          const next = { ...where, position: last };
          if (checkpoint === undefined) await transaction.insert("checkpoints", next);
          else if ((await transaction.update("checkpoints", next, { ...where, position })) === 0) return;
          for (const projection of projections) await projection.apply(events, transaction);
        });
      } catch (error) {
        return stand(error);
      }
      return projections.map(({ name }) => ({ projection: name, position: last, applied: events.length }));
    },
  };
}
