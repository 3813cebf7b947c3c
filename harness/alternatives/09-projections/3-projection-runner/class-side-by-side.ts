// @style A class; projections side by side, transactions begun and ended by hand, and a lost race is rolled back.
import type {
  CheckpointRow,
  Projection,
  ProjectionProgress,
  ProjectionRunner,
  ReadModelTables,
  RunnerPorts,
} from "eventlings";

class FasterRunner extends Error {}

class Runner implements ProjectionRunner {
  readonly #ports: RunnerPorts;

  constructor(ports: RunnerPorts) {
    this.#ports = ports;
  }

  async runOnce(): Promise<readonly ProjectionProgress[]> {
    const all = await this.#ports.database.select("checkpoints");
    return Promise.all(
      this.#ports.projections.map((projection) =>
        this.#advance(
          projection,
          all.find((row) => row.projection === projection.name),
        ),
      ),
    );
  }

  async #advance(
    projection: Projection<ReadModelTables>,
    checkpoint: CheckpointRow | undefined,
  ): Promise<ProjectionProgress> {
    const { store, database, batchSize } = this.#ports;
    const position = checkpoint?.position ?? 0;
    const progress = { projection: projection.name, position, applied: 0 };
    try {
      const events = await store.readAll({ after: position, limit: batchSize });
      if (events.length === 0) return progress;
      const next = { projection: projection.name, position: Math.max(...events.map((event) => event.globalPosition)) };
      const transaction = await database.begin();
      try {
        await projection.apply(events, transaction);
        if (checkpoint === undefined) {
          if ((await transaction.insert("checkpoints", next, { ifNew: true })) === undefined) throw new FasterRunner();
        } else {
          const changed = await transaction.update("checkpoints", { position: next.position }, { ...checkpoint });
          if (changed !== 1) throw new FasterRunner();
        }
      } catch (error) {
        await transaction.rollback();
        throw error;
      }
      await transaction.commit();
      return { ...next, applied: events.length };
    } catch (error) {
      return error instanceof FasterRunner ? progress : { ...progress, error };
    }
  }
}

export const createProjectionRunner = (ports: RunnerPorts): ProjectionRunner => new Runner(ports);
