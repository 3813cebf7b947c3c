// @belief A round that waits for the round before it is enough of a lock.
// @breaks two-runners
// @section two-runners
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
        await projection.apply(events, transaction);
        if ((await transaction.update("checkpoints", next, { projection: name })) === 0)
          await transaction.insert("checkpoints", next, { ifNew: true });
      });
      return { ...next, applied: events.length };
    } catch (error) {
      return { ...standsStill, error };
    }
  }

  async function round(): Promise<readonly ProjectionProgress[]> {
    const progress: ProjectionProgress[] = [];
    for (const projection of projections) progress.push(await advance(projection));
    return progress;
  }

  let turn: Promise<unknown> = Promise.resolve();
  return {
    runOnce() {
      const mine = turn.then(round);
      turn = mine.catch(() => undefined);
      return mine;
    },
  };
}
