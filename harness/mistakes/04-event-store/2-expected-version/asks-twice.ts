// @belief The check and the write each ask for the version that they need.
// @breaks one-winner
// @section check-and-write-at-once
import {
  ConcurrencyError,
  UniqueViolation,
  type AppendResult,
  type ConditionalAppend,
  type EventTable,
  type ExpectedVersion,
  type NewEvent,
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
  const check = async (streamId: string, expected: ExpectedVersion): Promise<void> => {
    const stream = await table.streamState(streamId);
    if (matchesExpectedVersion(expected, stream)) return;
    throw new ConcurrencyError(
      `Expected ${streamId} at ${String(expected)}, but it is at version ${String(stream.currentVersion)}.`,
      { expected, actual: stream.currentVersion },
    );
  };

  const write = async (streamId: string, events: readonly NewEvent[]): Promise<AppendResult> => {
    const { currentVersion } = await table.streamState(streamId);
    return table.insert(
      events.map((event, index) => ({ ...event, streamId, streamPosition: currentVersion + index + 1 })),
    );
  };

  return async (streamId, events, expected) => {
    for (;;) {
      await check(streamId, expected);
      try {
        return await write(streamId, events);
      } catch (error) {
        if (!(error instanceof UniqueViolation)) throw error;
      }
    }
  };
}
