// @style A list of places to begin at, tried one after the other; reports with a sentence of its own.
import {
  asEvents,
  MissingEvents,
  type DomainEvent,
  type LoadedStream,
  type SnapshotRepository,
  type SnapshotRepositoryPorts,
} from "eventlings";

interface Beginning<State> {
  readonly version: number;
  readonly state: State;
}

export const createSnapshotRepository = <State, Event extends DomainEvent>(
  ports: SnapshotRepositoryPorts<State, Event>,
): SnapshotRepository<State> => ({
  async load(streamId) {
    for (const { version: from, state: before } of await beginnings(ports, streamId)) {
      const slice = await ports.store.read(streamId, { after: from });
      if (slice.currentVersion < from) continue;
      const last = slice.events.at(-1)?.streamPosition ?? from;
      const first = slice.events.at(0)?.streamPosition ?? from + 1;
      if (first !== from + 1 || last !== slice.currentVersion) break;
      let state = before;
      for (const event of asEvents<Event>(slice.events)) state = ports.fold.evolve(state, event);
      return { exists: slice.exists, version: last, state, snapshotVersion: from } satisfies LoadedStream<State>;
    }
    throw new MissingEvents(streamId);
  },
});

async function beginnings<State, Event extends DomainEvent>(
  { snapshots, fold, report }: SnapshotRepositoryPorts<State, Event>,
  streamId: string,
): Promise<readonly Beginning<State>[]> {
  const fromTheStart = { version: 0, state: fold.initialState() };
  try {
    const snapshot = await snapshots.load(streamId);
    return snapshot === undefined ? [fromTheStart] : [snapshot, fromTheStart];
  } catch (cause) {
    report(new Error(`The snapshot of ${streamId} could not be loaded.`, { cause }));
    return [fromTheStart];
  }
}
