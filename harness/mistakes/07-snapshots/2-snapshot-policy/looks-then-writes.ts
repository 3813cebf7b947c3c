// @belief I look whether mine is newer, and then I write it.
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
    const [row] = await database.select("snapshots", { where: { streamId } });
    if (row === undefined) await database.insert("snapshots", { streamId, version, state }, { ifNew: true });
    else if (row.version < version) await database.update("snapshots", { version, state }, { streamId });
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
