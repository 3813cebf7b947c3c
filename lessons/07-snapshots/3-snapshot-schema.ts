import { NotImplemented, type SchemaSnapshots, type SchemaSnapshotsPorts } from "eventlings";

/**
 * Keeps the snapshots of the running code, beside those of other releases.
 *
 * A snapshot is what some code made of the events. `schema.number` says which code this is. During a rolling
 * deployment, processes of two releases run side by side for minutes, on the same table, and perhaps the old
 * one comes back after that: each goes on loading and saving, as if it were alone.
 *
 * - `load` gives the newest snapshot that code of this very schema has saved, or `undefined`: whoever asks
 *   replays then. What is in such a row and is no state (`schema.isState`) is not handed out either.
 * - `save` keeps the newer of two snapshots of a schema, also where two processes save at the same moment.
 *   After a `save`, `load` gives this snapshot or a newer one: a row of ours that is no state is in nobody's
 *   way, whatever its version.
 * - Neither of them takes away or changes what another schema has.
 * - `removeOlder` is called when a deployment is over: it removes the snapshots of schemas with a lower
 *   number, of every stream, and says how many. Those without a schema are older than all. A newer release
 *   may be out by then, so what has a higher number stays.
 *
 * The key of the table is `id`, any text: what you make it of is your choice; the other columns are what they
 * say. A stream's id has letters, digits and hyphens: `order-1-2`.
 * Rows of releases that had no schema yet have the stream's id as their `id`, and `null` as their `schema`;
 * such a release may be the one that still runs.
 */
export function createSchemaSnapshots<State>(ports: SchemaSnapshotsPorts<State>): SchemaSnapshots<State> {
  void ports;

  return {
    // TODO: what this very schema has saved, and nothing that was only meant to be like it.
    load: async (_streamId) => {
      throw new NotImplemented("load");
    },
    // TODO: the newest one stays, and nobody else loses anything.
    save: async (_snapshot) => {
      throw new NotImplemented("save");
    },
    // TODO: what no running code will ask for any more.
    removeOlder: async () => {
      throw new NotImplemented("removeOlder");
    },
  };
}
