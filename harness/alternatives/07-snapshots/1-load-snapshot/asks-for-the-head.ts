// @style Asks for both at the same time: the snapshot, and where the stream stands. Tries a failed read once more.
import {
  asEvents,
  MissingEvents,
  type DomainEvent,
  type ReadOptions,
  type SnapshotRepository,
  type SnapshotRepositoryPorts,
  type StreamSlice,
} from "eventlings";

export function createSnapshotRepository<State, Event extends DomainEvent>({
  store,
  snapshots,
  fold,
  report,
}: SnapshotRepositoryPorts<State, Event>): SnapshotRepository<State> {
  const read = (streamId: string, options: ReadOptions): Promise<StreamSlice> =>
    store.read(streamId, options).catch(() => store.read(streamId, options));

  return {
    async load(streamId) {
      const [found, head] = await Promise.all([
        snapshots.load(streamId).catch((error: unknown) => {
          report(error);
          return undefined;
        }),
        read(streamId, { limit: 0 }),
      ]);
      const usable = found !== undefined && found.version <= head.currentVersion ? found : undefined;
      const snapshot = usable ?? { version: 0, state: fold.initialState() };
      const { exists, currentVersion, events } = await read(streamId, { after: snapshot.version });
      if (snapshot.version + events.length !== currentVersion) throw new MissingEvents(streamId);
      return {
        exists,
        version: currentVersion,
        state: asEvents<Event>(events).reduce(fold.evolve, snapshot.state),
        snapshotVersion: snapshot.version,
      };
    },
  };
}
