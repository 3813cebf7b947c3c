// @belief I count the events that I have saved, and take a snapshot when there are enough.
// @breaks by-distance, only-when-due, best-effort
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

  const since = new Map<string, number>();
  return {
    async save(streamId, loaded, events) {
      if (events.length === 0) return loaded;
      const { streamPosition: version } = await store.append(streamId, events, loaded.version);
      const state = events.reduce((before, event) => fold.evolve(before, event), loaded.state);
      const saved = { exists: true, version, state, snapshotVersion: loaded.snapshotVersion };
      const behind = (since.get(streamId) ?? 0) + events.length;
      since.set(streamId, behind);
      if (behind < every) return saved;
      since.set(streamId, 0);
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
