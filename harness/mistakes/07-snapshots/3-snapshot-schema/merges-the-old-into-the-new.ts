// @belief What an older snapshot has is still right; only what is new has to be filled in.
// @breaks another-schema-is-none
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
      const row = { id: rowId(streamId), streamId, schema, version, state };
      await database.transaction(async (transaction) => {
        if ((await transaction.insert("snapshots", row, { ifNew: true })) !== undefined) return;
        const [there] = await transaction.select("snapshots", { where: { id: row.id }, forUpdate: true });
        if (there !== undefined && there.version >= version && isState(there.state)) return;
        await transaction.update("snapshots", { version, state }, { id: row.id });
      });
    },

    async removeOlder() {
      const unnumbered = await database.delete("snapshots", { schema: null });
      return unnumbered + (await database.delete("snapshots", { schema: { lt: schema } }));
    },
  };
}
