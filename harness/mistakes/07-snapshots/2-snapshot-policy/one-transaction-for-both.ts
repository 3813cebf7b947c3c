// @belief The append and the snapshot belong together, so I put a transaction around them.
// @breaks best-effort
// @section a-cache-must-not-fail-you
import type { DomainEvent, SnapshotPolicy, SnapshotPolicyPorts } from "eventlings";
export function createSnapshotPolicy<State, Event extends DomainEvent>({
  store,
  database,
  fold,
  every,
}: SnapshotPolicyPorts<State, Event>): SnapshotPolicy<State, Event> {
  return {
    async save(streamId, loaded, events) {
      if (events.length === 0) return loaded;
      const version = loaded.version + events.length;
      const state = events.reduce((before, event) => fold.evolve(before, event), loaded.state);
      const saved = { exists: true, version, state, snapshotVersion: loaded.snapshotVersion };
      if (version - loaded.snapshotVersion < every) {
        await store.append(streamId, events, loaded.version);
        return saved;
      }
      await database.transaction(async (transaction) => {
        const row = { streamId, version, state };
        const inserted = await transaction.insert("snapshots", row, { ifNew: true });
        if (inserted === undefined)
          await transaction.update("snapshots", { version, state }, { streamId, version: { lt: version } });
        await store.append(streamId, events, loaded.version);
      });
      return { ...saved, snapshotVersion: version };
    },
  };
}
