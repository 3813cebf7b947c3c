// @belief The newer of two snapshots stays. What is in them does not matter.
// @breaks no-partial-state
// @section a-number-for-the-schema
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
      const inserted = await database.insert("snapshots", { id, streamId, schema, version, state }, { ifNew: true });
      if (inserted !== undefined) return;
      await database.update("snapshots", { version, state }, { id, version: { lt: version } });
    },

    async removeOlder() {
      const unnumbered = await database.delete("snapshots", { schema: null });
      return unnumbered + (await database.delete("snapshots", { schema: { lt: schema } }));
    },
  };
}
