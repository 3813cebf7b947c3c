// @belief Each snapshot is a row, and the one that was saved last is the newest.
// @breaks newest-wins, no-partial-state
// @section two-writers
import type { SchemaSnapshots, SchemaSnapshotsPorts } from "eventlings";
export function createSchemaSnapshots<State>({
  database,
  schema: { number: schema, isState },
}: SchemaSnapshotsPorts<State>): SchemaSnapshots<State> {
  return {
    async load(streamId) {
      const rows = await database.select("snapshots", { where: { streamId, schema } });
      const row = rows.at(-1);
      if (row === undefined || !isState(row.state)) return undefined;
      return { streamId, version: row.version, state: row.state };
    },

    async save({ streamId, version, state }) {
      const id = `${streamId}#${String(schema)}#${String(version)}`;
      const isNew = await database.insert("snapshots", { id, streamId, schema, version, state }, { ifNew: true });
      if (isNew === undefined) await database.update("snapshots", { state }, { id });
    },

    async removeOlder() {
      const unnumbered = await database.delete("snapshots", { schema: null });
      return unnumbered + (await database.delete("snapshots", { schema: { lt: schema } }));
    },
  };
}
