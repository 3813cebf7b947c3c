// @belief There is one newest snapshot of a stream. Its schema is in a column, and load looks at it.
// @breaks side-by-side, own-comes-back, newest-wins, removes-what-is-older, no-partial-state
// @section two-releases-at-once
import type { SchemaSnapshots, SchemaSnapshotsPorts } from "eventlings";
export function createSchemaSnapshots<State>({
  database,
  schema: { number: schema, isState },
}: SchemaSnapshotsPorts<State>): SchemaSnapshots<State> {
  return {
    async load(streamId) {
      const [row] = await database.select("snapshots", { where: { id: streamId, schema } });
      if (row === undefined || !isState(row.state)) return undefined;
      return { streamId, version: row.version, state: row.state };
    },

    async save({ streamId, version, state }) {
      const id = streamId;
      const inserted = await database.insert("snapshots", { id, streamId, schema, version, state }, { ifNew: true });
      if (inserted !== undefined) return;
      await database.update("snapshots", { schema, version, state }, { id });
    },

    async removeOlder() {
      const unnumbered = await database.delete("snapshots", { schema: null });
      return unnumbered + (await database.delete("snapshots", { schema: { lt: schema } }));
    },
  };
}
