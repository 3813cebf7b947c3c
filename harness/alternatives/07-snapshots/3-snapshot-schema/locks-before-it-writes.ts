// @style Looks at the row first, under a lock, and then inserts or updates, all in one transaction.
import type { SchemaSnapshots, SchemaSnapshotsPorts } from "eventlings";

export function createSchemaSnapshots<State>({
  database,
  schema,
}: SchemaSnapshotsPorts<State>): SchemaSnapshots<State> {
  const { number, isState } = schema;
  const idOf = (streamId: string): string => `v${String(number)}/${streamId}`;

  return {
    load: async (streamId) => {
      const rows = await database.select("snapshots", { where: { id: idOf(streamId) } });
      return rows.flatMap(({ version, state }) => (isState(state) ? [{ streamId, version, state }] : [])).at(0);
    },
    save: ({ streamId, version, state }) =>
      database.transaction(async (transaction) => {
        const id = idOf(streamId);
        const [there] = await transaction.select("snapshots", { where: { id }, forUpdate: true });
        // What cannot be read counts as older than anything.
        if (there !== undefined && !isState(there.state))
          await transaction.update("snapshots", { version, state }, { id });
        await transaction.insert("snapshots", { id, streamId, schema: number, version, state }, { ifNew: true });
        await transaction.update("snapshots", { version, state }, { id, version: { lt: version } });
      }),
    removeOlder: async () => {
      const older = await database.delete("snapshots", { schema: { lt: number } });
      return older + (await database.delete("snapshots", { schema: null }));
    },
  };
}
