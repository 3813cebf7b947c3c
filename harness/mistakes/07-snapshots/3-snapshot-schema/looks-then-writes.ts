// @belief I look whether mine is newer, and then I write it.
// @breaks newest-wins, no-partial-state
// @section two-writers
import type { SchemaSnapshots, SchemaSnapshotsPorts } from "eventlings";
export function createSchemaSnapshots<State>({
  database,
  schema: { number: schema, isState },
}: SchemaSnapshotsPorts<State>): SchemaSnapshots<State> {
  const rowId = (streamId: string): string => `${streamId}#${String(schema)}`;

  return {
    async load(streamId) {
      const [row] = await database.select("snapshots", { where: { id: rowId(streamId) } });
      if (row === undefined || !isState(row.state)) return undefined;
      return { streamId, version: row.version, state: row.state };
    },

    async save({ streamId, version, state }) {
      const id = rowId(streamId);
      const row = { id, streamId, schema, version, state };
      const [before] = await database.select("snapshots", { where: { id } });
      if (before === undefined) await database.insert("snapshots", row, { ifNew: true });
      else if (before.version < version || !isState(before.state)) await database.update("snapshots", row, { id });
    },

    async removeOlder() {
      const unnumbered = await database.delete("snapshots", { schema: null });
      return unnumbered + (await database.delete("snapshots", { schema: { lt: schema } }));
    },
  };
}
