import type { SchemaSnapshots, SchemaSnapshotsPorts } from "eventlings";

/** Keeps snapshots of one schema, beside those that other releases of the code have and still need. */
export function createSchemaSnapshots<State>({
  database,
  schema: { number: schema, isState },
}: SchemaSnapshotsPorts<State>): SchemaSnapshots<State> {
  // Each release has a row of its own, so none can be in another one's way.
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
      // As in SQL, null is neither less than a number nor more.
      const unnumbered = await database.delete("snapshots", { schema: null });
      return unnumbered + (await database.delete("snapshots", { schema: { lt: schema } }));
    },
  };
}
