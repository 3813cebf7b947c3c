import {
  asEvents,
  MissingEvents,
  type DomainEvent,
  type LoadedStream,
  type Snapshot,
  type SnapshotRepository,
  type SnapshotRepositoryPorts,
} from "eventlings";

/** Loads a stream's state from its newest snapshot and the events behind it. */
export function createSnapshotRepository<State, Event extends DomainEvent>({
  store,
  snapshots,
  fold,
  report,
}: SnapshotRepositoryPorts<State, Event>): SnapshotRepository<State> {
  /** A cache that does not answer is no worse than an empty one. */
  async function newest(streamId: string): Promise<Snapshot<State> | undefined> {
    try {
      return await snapshots.load(streamId);
    } catch (error) {
      report(error);
      return undefined;
    }
  }

  async function loadFrom(streamId: string, snapshot: Snapshot<State> | undefined): Promise<LoadedStream<State>> {
    const from = snapshot?.version ?? 0;
    const { exists, currentVersion, events } = await store.read(streamId, { after: from });
    // The stream ends before the snapshot does, so the snapshot rests on events that do not exist.
    if (currentVersion < from) return loadFrom(streamId, undefined);
    // Positions have no gaps: where the tail is shorter than it should be, it was truncated.
    if (events.length < currentVersion - from) throw new MissingEvents(streamId);
    const start = snapshot === undefined ? fold.initialState() : snapshot.state;
    return {
      exists,
      version: currentVersion,
      state: asEvents<Event>(events).reduce((state, event) => fold.evolve(state, event), start),
      snapshotVersion: from,
    };
  }

  return { load: async (streamId) => loadFrom(streamId, await newest(streamId)) };
}
