// @belief A snapshot is a state. If it has the form of one, it can be used.
// @breaks another-schema-is-none, own-comes-back, side-by-side, removes-what-is-older, no-partial-state
// @section a-number-for-the-schema
import type { SchemaSnapshots, SchemaSnapshotsPorts } from "eventlings";
export function createSchemaSnapshots<State>({
  database,
  schema: { number: schema, isState },
}: SchemaSnapshotsPorts<State>): SchemaSnapshots<State> {
  return {
    async load(streamId) {
      const [row] = await database.select("snapshots", { where: { id: streamId } });
      if (row === undefined || !isState(row.state)) return undefined;
      return { streamId, version: row.version, state: row.state };
    },

    async save({ streamId, version, state }) {
      const id = streamId;
      const inserted = await database.insert("snapshots", { id, streamId, schema, version, state }, { ifNew: true });
      if (inserted !== undefined) return;
      await database.update("snapshots", { schema, version, state }, { id, version: { lt: version } });
    },

    async removeOlder() {
      const unnumbered = await database.delete("snapshots", { schema: null });
      return unnumbered + (await database.delete("snapshots", { schema: { lt: schema } }));
    },
  };
}
