// @belief I put the new snapshot in place of the old one: delete it, and insert mine.
// @breaks newest-wins
// @section two-writers
import type { DomainEvent, SnapshotPolicy, SnapshotPolicyPorts, SnapshotRow } from "eventlings";
export function createSnapshotPolicy<State, Event extends DomainEvent>({
  store,
  database,
  fold,
  every,
  report,
}: SnapshotPolicyPorts<State, Event>): SnapshotPolicy<State, Event> {
  async function keep({ streamId, version, state }: SnapshotRow<State>): Promise<void> {
    await database.delete("snapshots", { streamId, version: { lt: version } });
    await database.insert("snapshots", { streamId, version, state }, { ifNew: true });
  }

  return {
    async save(streamId, loaded, events) {
      if (events.length === 0) return loaded;
      const { streamPosition: version } = await store.append(streamId, events, loaded.version);
      const state = events.reduce((before, event) => fold.evolve(before, event), loaded.state);
      const saved = { exists: true, version, state, snapshotVersion: loaded.snapshotVersion };
      if (version - loaded.snapshotVersion < every) return saved;
      try {
        await keep({ streamId, version, state });
        return { ...saved, snapshotVersion: version };
      } catch (error) {
        report(error);
        return saved;
      }
    },
  };
}
