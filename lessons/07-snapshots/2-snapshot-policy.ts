import { NotImplemented, type DomainEvent, type SnapshotPolicy, type SnapshotPolicyPorts } from "eventlings";

/**
 * Saves what was decided, and takes a snapshot when enough events lie behind the last one.
 *
 * `save` gets a stream as it was loaded (`loaded.snapshotVersion` says where its last snapshot was, 0 for
 * none), and events to append to it. It resolves to the stream as it is then: hand that to the next `save`.
 *
 * - The events are appended, all of them or none, if the stream still is where it was loaded. If not, or if
 *   the store goes on failing, `save` rejects with the store's error; to try an append again before is your
 *   choice. Without events there is nothing to do: it resolves to `loaded`.
 * - A snapshot is due when `every` events or more lie behind the last one. Events come in batches of any
 *   size, from many processes, each of which may have been started a moment ago.
 * - It holds the state after these events, and only what is stored in the store can be in it.
 * - The table has one row a stream: the newest snapshot. Somebody else may be just about to write an older
 *   one, or a newer one. Where none is due, nothing is written to it.
 * - A snapshot that cannot be saved is reported, and no more: the events are stored, and `save` resolves.
 *   The next `save` finds that one is still due.
 *
 * `save` resolves when the snapshot is saved, or has failed: nothing goes on behind its caller's back.
 */
export function createSnapshotPolicy<State, Event extends DomainEvent>(
  ports: SnapshotPolicyPorts<State, Event>,
): SnapshotPolicy<State, Event> {
  void ports;

  return {
    // TODO: the events in the store, or a rejection.
    // TODO: a snapshot when it is due, and never an older one over a newer one.
    save: async (_streamId, _loaded, _events) => {
      throw new NotImplemented("save");
    },
  };
}
