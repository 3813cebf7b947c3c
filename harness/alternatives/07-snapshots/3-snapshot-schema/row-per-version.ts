// @style A row for every snapshot; the newest is found by a query, and older ones are cleaned up behind it.
import type { SchemaSnapshots, SchemaSnapshotsPorts } from "eventlings";

export function createSchemaSnapshots<State>(ports: SchemaSnapshotsPorts<State>): SchemaSnapshots<State> {
  const { database } = ports;
  const { number: schema } = ports.schema;

  return {
    load: async (streamId) => {
      const rows = await database.select("snapshots", { where: { streamId, schema }, orderBy: ["-version"] });
      for (const { version, state } of rows) if (ports.schema.isState(state)) return { streamId, version, state };
      return undefined;
    },
    save: async ({ streamId, version, state }) => {
      const id = JSON.stringify([streamId, schema, version]);
      const isNew = await database.insert("snapshots", { id, streamId, schema, version, state }, { ifNew: true });
      // What is there at this version says the same, or nothing that anybody can read.
      if (isNew === undefined) await database.update("snapshots", { state }, { id });
      await database.delete("snapshots", { streamId, schema, version: { lt: version } });
    },
    removeOlder: async () => {
      let removed = 0;
      for (const older of [{ lt: schema }, null]) removed += await database.delete("snapshots", { schema: older });
      return removed;
    },
  };
}
