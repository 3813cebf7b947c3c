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
      const row = { id: rowId(streamId), streamId, schema, version, state };
      await database.transaction(async (transaction) => {
        if ((await transaction.insert("snapshots", row, { ifNew: true })) !== undefined) return;
        // Locked: until the commit, nobody comes between this look and the update.
        const [there] = await transaction.select("snapshots", { where: { id: row.id }, forUpdate: true });
        // A newer one stays, if it can be read. One that nobody can read would be in the way for ever.
        if (there !== undefined && there.version >= version && isState(there.state)) return;
        await transaction.update("snapshots", { version, state }, { id: row.id });
      });
    },

    async removeOlder() {
      // As in SQL, null is neither less than a number nor more.
      const unnumbered = await database.delete("snapshots", { schema: null });
      return unnumbered + (await database.delete("snapshots", { schema: { lt: schema } }));
    },
  };
}
