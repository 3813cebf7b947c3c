// @belief Each event with its own transaction: then little is lost.
// @breaks one-read-one-transaction
// @section a-checkpoint-with-the-rows
import type { Projection, ProjectionProgress, ProjectionRunner, ReadModelTables, RunnerPorts } from "eventlings";

export function createProjectionRunner({ store, database, projections, batchSize }: RunnerPorts): ProjectionRunner {
  async function advance(projection: Projection<ReadModelTables>): Promise<ProjectionProgress> {
    const { name } = projection;
    const [checkpoint] = await database.select("checkpoints", { where: { projection: name } });
    let position = checkpoint?.position;
    let applied = 0;
    const events = await store.readAll({ after: position ?? 0, limit: batchSize });
    try {
      for (const event of events) {
        const next = { projection: name, position: event.globalPosition };
        const isMine = await database.transaction(async (transaction) => {
          const moved =
            position === undefined
              ? (await transaction.insert("checkpoints", next, { ifNew: true })) !== undefined
              : (await transaction.update("checkpoints", next, { projection: name, position })) > 0;
          if (moved) await projection.apply([event], transaction);
          return moved;
        });
        if (!isMine) break;
        position = next.position;
        applied += 1;
      }
      return { projection: name, position: position ?? 0, applied };
    } catch (error) {
      return { projection: name, position: position ?? 0, applied, error };
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
