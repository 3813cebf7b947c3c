// @belief The unique constraint compares the versions for me: I insert behind the version that was expected.
// @breaks conflict-changes-nothing, conflict-tells-both
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

const conflict = (streamId: string, expected: ExpectedVersion, { currentVersion }: StreamState): ConcurrencyError =>
  new ConcurrencyError(`Expected ${streamId} at ${String(expected)}, but it is at version ${String(currentVersion)}.`, {
    expected,
    actual: currentVersion,
  });

/** Appends to a table of events that other processes write to at the same time. */
export function createAppend({ table }: { readonly table: EventTable }): ConditionalAppend {
  return async (streamId, events, expected) => {
    for (;;) {
      const stream = await table.streamState(streamId);
      // A number needs no look at the stream: if it is wrong, the place is taken.
      if (typeof expected === "string" && !matchesExpectedVersion(expected, stream)) {
        throw conflict(streamId, expected, stream);
      }
      const last = typeof expected === "number" ? expected : stream.currentVersion;
      try {
        return await table.insert(
          events.map((event, index) => ({ ...event, streamId, streamPosition: last + index + 1 })),
        );
      } catch (error) {
        if (!(error instanceof UniqueViolation)) throw error;
        if (typeof expected === "number") throw conflict(streamId, expected, await table.streamState(streamId));
      }
    }
  };
}
