// @style Tries an append and a snapshot again before it gives up, and reports with a sentence of its own.
import {
  ConcurrencyError,
  type AppendResult,
  type DomainEvent,
  type SnapshotPolicy,
  type SnapshotPolicyPorts,
} from "eventlings";

/** Tries twice more, unless somebody else was first: that will not change. */
async function threeTimes<T>(work: () => Promise<T>, left = 2): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (left === 0 || error instanceof ConcurrencyError) throw error;
    return threeTimes(work, left - 1);
  }
}

export function createSnapshotPolicy<State, Event extends DomainEvent>({
  store,
  database,
  fold,
  every,
  report,
}: SnapshotPolicyPorts<State, Event>): SnapshotPolicy<State, Event> {
  return {
    async save(streamId, loaded, events) {
      if (events.length === 0) return loaded;
      // The same ids at the same place: what was appended by the first try is not appended again.
      const appended: AppendResult = await threeTimes(() => store.append(streamId, events, loaded.version));
      const version = appended.streamPosition;
      const state = events.reduce<State>((before, event) => fold.evolve(before, event), loaded.state);
      let { snapshotVersion } = loaded;
      if (version - snapshotVersion >= every)
        try {
          await threeTimes(async () => {
            const row = { streamId, version, state };
            if (await database.insert("snapshots", row, { ifNew: true })) return;
            await database.update("snapshots", { version, state }, { streamId, version: { lt: version } });
          });
          snapshotVersion = version;
        } catch (cause) {
          report(new Error(`The snapshot of ${streamId} at ${String(version)} could not be saved.`, { cause }));
        }
      return { exists: true, version, state, snapshotVersion };
    },
  };
}
