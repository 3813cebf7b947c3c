// @belief First the snapshot, then the events: so there is always one that is up to date.
// @breaks after-the-commit, best-effort, newest-wins
// @section after-the-commit
import type { DomainEvent, SnapshotPolicy, SnapshotPolicyPorts, SnapshotRow } from "eventlings";
export function createSnapshotPolicy<State, Event extends DomainEvent>({
  store,
  database,
  fold,
  every,
  report,
}: SnapshotPolicyPorts<State, Event>): SnapshotPolicy<State, Event> {
  async function keep({ streamId, version, state }: SnapshotRow<State>): Promise<void> {
    const inserted = await database.insert("snapshots", { streamId, version, state }, { ifNew: true });
    if (inserted !== undefined) return;
    await database.update("snapshots", { version, state }, { streamId, version: { lt: version } });
  }

  return {
    async save(streamId, loaded, events) {
      if (events.length === 0) return loaded;
      const version = loaded.version + events.length;
      const state = events.reduce((before, event) => fold.evolve(before, event), loaded.state);
      const saved = { exists: true, version, state, snapshotVersion: loaded.snapshotVersion };
      let { snapshotVersion } = loaded;
      if (version - snapshotVersion >= every)
        try {
          await keep({ streamId, version, state });
          snapshotVersion = version;
        } catch (error) {
          report(error);
        }
      await store.append(streamId, events, loaded.version);
      return { ...saved, snapshotVersion };
    },
  };
}
