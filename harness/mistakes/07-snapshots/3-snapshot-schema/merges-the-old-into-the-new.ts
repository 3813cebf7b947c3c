// @belief What an older snapshot has is still right; only what is new has to be filled in.
// @breaks another-schema-is-none, side-by-side
// @section a-number-for-the-schema
import type { SchemaSnapshots, SchemaSnapshotsPorts } from "eventlings";
export function createSchemaSnapshots<State>({
  database,
  schema: { number: schema, isState },
}: SchemaSnapshotsPorts<State>): SchemaSnapshots<State> {
  const rowId = (streamId: string): string => `${streamId}#${String(schema)}`;

  return {
    async load(streamId) {
      const rows = await database.select("snapshots", { where: { streamId }, orderBy: ["schema", "version"] });
      const [row] = rows.filter(({ id }) => id === rowId(streamId)).concat(rows);
      if (row === undefined) return undefined;
      const state: unknown = Object.assign({}, ...rows.map((older) => older.state), row.state);
      if (!isState(state)) return undefined;
      return { streamId, version: row.version, state };
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
