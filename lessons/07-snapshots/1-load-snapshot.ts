import { NotImplemented, type DomainEvent, type SnapshotRepository, type SnapshotRepositoryPorts } from "eventlings";

/**
 * Loads a stream's state from its newest snapshot and the events behind it. Saving is somebody else's job.
 *
 * What comes out is what a replay of all events would give; a snapshot only makes it cheaper. The stream
 * itself is the truth, and the snapshots are a cache, which other processes write to:
 *
 * - It may not answer. Then `report` its error, and replay.
 * - A snapshot may be ahead of its stream, because the event store was restored from a backup, or the
 *   stream is a new one under an old name. What such a snapshot says did not happen, so it is ignored.
 * - A stream may be truncated. Events that the snapshot covers are not needed. Where the events that are
 *   needed are gone, nobody knows the state: reject with `MissingEvents`, whether or not there is a snapshot.
 * - Other processes append, save snapshots and truncate in the meantime. `version` and `state` belong
 *   together. Where that cannot be had, reject; do not guess.
 *
 * Where the event store fails, `load` rejects; to try a read again before is your choice. `asEvents<Event>(events)` are a stream's events as the fold
 * knows them. `SnapshotRepositoryPorts` (open its definition) has the ports.
 */
export function createSnapshotRepository<State, Event extends DomainEvent>(
  ports: SnapshotRepositoryPorts<State, Event>,
): SnapshotRepository<State> {
  void ports;

  return {
    // TODO: the state of the whole stream, and no event more than you need is moved for it.
    // TODO: when is a snapshot of no use? When is a tail not enough?
    load: async (_streamId) => {
      throw new NotImplemented("load");
    },
  };
}
