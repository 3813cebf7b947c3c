// @belief The number in front, a hyphen and the stream: a number has no hyphen, so nothing is mistaken.
// @breaks own-comes-back
// @section two-releases-at-once
import type { SchemaSnapshots, SchemaSnapshotsPorts } from "eventlings";
export function createSchemaSnapshots<State>({
  database,
  schema: { number: schema, isState },
}: SchemaSnapshotsPorts<State>): SchemaSnapshots<State> {
  const rowId = (streamId: string): string => `${String(schema)}-${streamId}`;

  return {
    async load(streamId) {
      const [row] = await database.select("snapshots", { where: { id: rowId(streamId) } });
      if (row === undefined || !isState(row.state)) return undefined;
      return { streamId, version: row.version, state: row.state };
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
