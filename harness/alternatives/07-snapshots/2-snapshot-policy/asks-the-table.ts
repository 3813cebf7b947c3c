// @style Looks into the table how far the last snapshot is, also where somebody else has taken it.
import type { DomainEvent, SnapshotPolicy, SnapshotPolicyPorts } from "eventlings";

export function createSnapshotPolicy<State, Event extends DomainEvent>({
  store,
  database,
  fold,
  every,
  report,
}: SnapshotPolicyPorts<State, Event>): SnapshotPolicy<State, Event> {
  /** Version of the last snapshot after this: of the one that was there, or of this one. */
  async function snapshotIfDue(streamId: string, version: number, state: State): Promise<number> {
    const [last] = await database.select("snapshots", { where: { streamId } });
    const before = last?.version ?? 0;
    if (version - before < every) return before;
    const isFirst = (await database.insert("snapshots", { streamId, version, state }, { ifNew: true })) !== undefined;
    if (!isFirst) await database.update("snapshots", { version, state }, { streamId, version: { lt: version } });
    return version;
  }

  return {
    save: async (streamId, loaded, events) => {
      if (events.length === 0) return loaded;
      const { streamPosition: version } = await store.append(streamId, events, loaded.version);
      const state = events.reduce((soFar, event) => fold.evolve(soFar, event), loaded.state);
      try {
        return { exists: true, version, state, snapshotVersion: await snapshotIfDue(streamId, version, state) };
      } catch (error) {
        report(error);
        return { exists: true, version, state, snapshotVersion: loaded.snapshotVersion };
      }
    },
  };
}
