// @belief A lock around check and insert makes the two of them one.
// @breaks one-winner, any-never-conflicts
// @section check-and-write-at-once
import {
  ConcurrencyError,
  type ConditionalAppend,
  type EventTable,
  type ExpectedVersion,
  type StreamState,
} from "eventlings";

/** Is the stream where its writer expects it to be? */
export function matchesExpectedVersion(expected: ExpectedVersion, stream: StreamState): boolean {
  switch (expected) {
    case "any":
      return true;
    case "no-stream":
      return !stream.exists;
    case "stream-exists":
      return stream.exists;
    default:
      return stream.currentVersion === expected;
  }
}

/** Appends to a table of events that other processes write to at the same time. */
export function createAppend({ table }: { readonly table: EventTable }): ConditionalAppend {
  let queue: Promise<unknown> = Promise.resolve();

  const append: ConditionalAppend = async (streamId, events, expected) => {
    const stream = await table.streamState(streamId);
    if (!matchesExpectedVersion(expected, stream)) {
      throw new ConcurrencyError(
        `Expected ${streamId} at ${String(expected)}, but it is at version ${String(stream.currentVersion)}.`,
        { expected, actual: stream.currentVersion },
      );
    }
    return table.insert(
      events.map((event, index) => ({ ...event, streamId, streamPosition: stream.currentVersion + index + 1 })),
    );
  };

  return async (streamId, events, expected) => {
    // One append at a time: nobody can come between the check and the insert.
    const turn = queue.then(() => append(streamId, events, expected));
    queue = turn.catch(() => undefined);
    return turn;
  };
}
