// @style Works on a snapshot: a lost race is a failure of this round, and the next one goes on.
import type { ProjectionProgress, ProjectionRunner, RunnerPorts } from "eventlings";

export function createProjectionRunner({ store, database, projections, batchSize }: RunnerPorts): ProjectionRunner {
  const advance = async ({ name, apply }: BoundProjection): Promise<ProjectionProgress> => {
    const stood = { projection: name, position: 0, applied: 0 };
    return database
      .transaction(
        async (tx) => {
          const [row] = await tx.select("checkpoints", { where: { projection: name } });
          stood.position = row?.position ?? 0;
          const events = await store.readAll({ after: stood.position, limit: batchSize });
          if (events.length === 0) return stood;
          const position = events[events.length - 1]?.globalPosition ?? stood.position;
          if (row === undefined) await tx.insert("checkpoints", { projection: name, position });
          else await tx.update("checkpoints", { position }, { projection: name });
          await apply(events, tx);
          return { projection: name, position, applied: events.length };
        },
        { isolation: "repeatable read" },
      )
      .catch((error: unknown) => ({ ...stood, error }));
  };
  const bound = projections.map((projection): BoundProjection => ({
    name: projection.name,
    apply: (events, transaction) => projection.apply(events, transaction),
  }));
  return {
    runOnce: () =>
      bound.reduce<Promise<readonly ProjectionProgress[]>>(
        async (before, projection) => [...(await before), await advance(projection)],
        Promise.resolve([]),
      ),
  };
}

type BoundProjection = Pick<RunnerPorts["projections"][number], "name" | "apply">;
