// @belief An event that is appended gets its place, so its place is written into it.
// @breaks appends-behind-the-last
// @section copies
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
      const stream = await table.streamState(streamId);
      if (!matchesExpectedVersion(expected, stream)) {
        throw new ConcurrencyError(
          `Expected ${streamId} at ${String(expected)}, but it is at version ${String(stream.currentVersion)}.`,
          { expected, actual: stream.currentVersion },
        );
      }
      // The places follow from the very state that was checked. If another writer has moved the
      // stream since, the first of them is taken, and the constraint refuses all of the rows.
      const rows = events.map((event, index) =>
        Object.assign(event, { streamId, streamPosition: stream.currentVersion + index + 1 }),
      );
      try {
        return await table.insert(rows);
      } catch (error) {
        // Too late. Whether that is a conflict is decided by the claim, on what is true now.
        if (!(error instanceof UniqueViolation)) throw error;
      }
    }
  };
}
