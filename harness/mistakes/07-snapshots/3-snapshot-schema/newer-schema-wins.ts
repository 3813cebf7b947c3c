// @belief There is one row a stream. The newer schema may take it over, and the old code does without.
// @breaks side-by-side, own-comes-back, another-schema-is-none, removes-what-is-older, no-partial-state
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
      const row = { schema, version, state };
      const inserted = await database.insert("snapshots", { id, streamId, ...row }, { ifNew: true });
      if (inserted !== undefined) return;
      const changed = await database.update("snapshots", row, { id, schema: { lt: schema } });
      if (changed === 0) await database.update("snapshots", row, { id, schema, version: { lt: version } });
    },

    async removeOlder() {
      const unnumbered = await database.delete("snapshots", { schema: null });
      return unnumbered + (await database.delete("snapshots", { schema: { lt: schema } }));
    },
  };
}
