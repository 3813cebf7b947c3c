// @belief Write first and look afterwards: then nobody can come between the check and the write.
// @breaks conflict-changes-nothing, one-winner, any-never-conflicts
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
    for (;;) {
      const before = await table.streamState(streamId);
      const rows = events.map((event, index) => ({
        ...event,
        streamId,
        streamPosition: before.currentVersion + index + 1,
      }));
      try {
        const result = await table.insert(rows);
        // Nobody can come between now: the rows are in.
        if (!matchesExpectedVersion(expected, before)) {
          throw new ConcurrencyError(
            `Expected ${streamId} at ${String(expected)}, but it was at version ${String(before.currentVersion)}.`,
            { expected, actual: before.currentVersion },
          );
        }
        return result;
      } catch (error) {
        if (!(error instanceof UniqueViolation)) throw error;
      }
    }
  };
}
