// @belief No stream has more than a thousand events.
// @breaks same-as-replay
// @section what-a-snapshot-saves
import {
  asEvents,
  MissingEvents,
  type DomainEvent,
  type LoadedStream,
  type Snapshot,
  type SnapshotRepository,
  type SnapshotRepositoryPorts,
} from "eventlings";
export function createSnapshotRepository<State, Event extends DomainEvent>({
  store,
  snapshots,
  fold,
  report,
}: SnapshotRepositoryPorts<State, Event>): SnapshotRepository<State> {
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
    const { exists, currentVersion, events } = await store.read(streamId, { after: from, limit: 1_000 });
    if (currentVersion < from) return loadFrom(streamId, undefined);
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
