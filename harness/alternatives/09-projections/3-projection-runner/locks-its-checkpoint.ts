// @style Makes sure that the row is there, locks it, and reads the log under the lock; one loop, no helper.
import type { ProjectionProgress, ProjectionRunner, RunnerPorts } from "eventlings";

export function createProjectionRunner({ store, database, projections, batchSize }: RunnerPorts): ProjectionRunner {
  return {
    async runOnce() {
      const progress: ProjectionProgress[] = [];
      for (const projection of projections) {
        const where = { projection: projection.name };
        let position = 0;
        let applied = 0;
        try {
          let reached = 0;
          await database.transaction(async (transaction) => {
            await transaction.insert("checkpoints", { ...where, position: 0 }, { ifNew: true });
            const [row] = await transaction.select("checkpoints", { where, forUpdate: true });
            position = reached = row?.position ?? 0;
            const events = await store.readAll({ after: position, limit: batchSize });
            const last = events.at(-1);
            if (last === undefined) return;
            await projection.apply(events, transaction);
            reached = last.globalPosition;
            await transaction.update("checkpoints", { position: reached }, where);
            applied = events.length;
          });
          progress.push({ ...where, position: reached, applied });
        } catch (error) {
          progress.push({ ...where, position, applied: 0, error });
        }
      }
      return progress;
    },
  };
}
