// @belief I have just replayed a long tail. If I save the result, the next one need not.
// @breaks only-reads
// @section never-while-reading
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
    const { exists, currentVersion, events } = await store.read(streamId, { after: from });
    if (currentVersion < from) return loadFrom(streamId, undefined);
    if (events.length < currentVersion - from) throw new MissingEvents(streamId);
    const start = snapshot === undefined ? fold.initialState() : snapshot.state;
    const state = asEvents<Event>(events).reduce((before, event) => fold.evolve(before, event), start);
    if (events.length >= 50) await snapshots.save({ streamId, version: currentVersion, state }).catch(report);
    return { exists, version: currentVersion, state, snapshotVersion: from };
  }

  return { load: async (streamId) => loadFrom(streamId, await newest(streamId)) };
}
