// @style A class that reads the tail in pages, and counts as it goes.
import {
  MissingEvents,
  type DomainEvent,
  type LoadedStream,
  type RecordedEvent,
  type SnapshotRepository,
  type SnapshotRepositoryPorts,
} from "eventlings";

class Replay<State, Event extends DomainEvent> implements SnapshotRepository<State> {
  readonly #ports: SnapshotRepositoryPorts<State, Event>;

  constructor(ports: SnapshotRepositoryPorts<State, Event>) {
    this.#ports = ports;
  }

  async load(streamId: string): Promise<LoadedStream<State>> {
    const { snapshots, fold, report } = this.#ports;
    const snapshot = await snapshots.load(streamId).catch((error: unknown) => {
      report(error);
      return undefined;
    });
    if (snapshot !== undefined) {
      const loaded = await this.#continue(streamId, snapshot.state, snapshot.version);
      if (loaded !== undefined) return loaded;
    }
    const replayed = await this.#continue(streamId, fold.initialState(), 0);
    if (replayed === undefined) throw new MissingEvents(streamId);
    return replayed;
  }

  /** The stream from a state on; nothing where it ends before that. */
  async #continue(streamId: string, state: State, from: number): Promise<LoadedStream<State> | undefined> {
    const { store, fold } = this.#ports;
    let version = from;
    for (;;) {
      const page = await store.read(streamId, { after: version, limit: 3 });
      if (page.currentVersion < from) return undefined;
      for (const event of page.events as readonly (RecordedEvent & Event)[]) {
        if (event.streamPosition !== version + 1) throw new MissingEvents(streamId);
        state = fold.evolve(state, event);
        version = event.streamPosition;
      }
      if (version === page.currentVersion) return { exists: page.exists, version, state, snapshotVersion: from };
      if (page.events.length === 0) throw new MissingEvents(streamId);
    }
  }
}

export function createSnapshotRepository<State, Event extends DomainEvent>(
  ports: SnapshotRepositoryPorts<State, Event>,
): SnapshotRepository<State> {
  return new Replay(ports);
}
