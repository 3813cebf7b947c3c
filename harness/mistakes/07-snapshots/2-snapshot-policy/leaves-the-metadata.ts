// @belief An event is its id, its type and its data.
// @breaks stores-the-events
// @section by-distance
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
      const { streamPosition: version } = await store.append(
        streamId,
        events.map(({ id, type, data }) => ({ id, type, data })),
        loaded.version,
      );
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
