// @belief If the place is taken, I take the next free one: the check was passed already.
// @breaks one-winner
// @section check-and-write-at-once
import {
  ConcurrencyError,
  UniqueViolation,
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
  return async (streamId, events, expected) => {
    const stream = await table.streamState(streamId);
    if (!matchesExpectedVersion(expected, stream)) {
      throw new ConcurrencyError(
        `Expected ${streamId} at ${String(expected)}, but it is at version ${String(stream.currentVersion)}.`,
        { expected, actual: stream.currentVersion },
      );
    }
    for (let last = stream.currentVersion; ; last = (await table.streamState(streamId)).currentVersion) {
      try {
        return await table.insert(
          events.map((event, index) => ({ ...event, streamId, streamPosition: last + index + 1 })),
        );
      } catch (error) {
        if (!(error instanceof UniqueViolation)) throw error;
      }
    }
  };
}
