// @belief The process that made the append remembers it.
// @breaks same-append-again-succeeds, other-place-is-refused, overlap-is-refused, copies-at-once, each-event-once
// @section retries
import {
  ConcurrencyError,
  UniqueViolation,
  type AppendResult,
  type ConditionalAppend,
  type EventTable,
  type ExpectedVersion,
  type StreamState,
} from "eventlings";

/** Appends so that a caller who got no answer can safely send the same append again. */
export function createIdempotentAppend({ table }: { readonly table: EventTable }): ConditionalAppend {
  /** Results of the appends that were made, by what was asked for. */
  const done = new Map<string, AppendResult>();

  return async (streamId, events, expected) => {
    const key = JSON.stringify([streamId, expected, events.map(({ id }) => id)]);
    for (;;) {
      const before = done.get(key);
      if (before !== undefined) return before;
      const stream = await table.streamState(streamId);
      if (!matches(expected, stream)) throw conflict(streamId, expected, stream);

      const rows = events.map((event, index) => ({
        ...event,
        streamId,
        streamPosition: stream.currentVersion + index + 1,
      }));
      try {
        const result = await table.insert(rows);
        done.set(key, result);
        return result;
      } catch (error) {
        // The place is taken: by somebody else, or by another copy of this append. Look again.
        if (!(error instanceof UniqueViolation)) throw error;
      }
    }
  };
}

function matches(expected: ExpectedVersion, { exists, currentVersion }: StreamState): boolean {
  if (expected === "any") return true;
  if (expected === "no-stream") return !exists;
  return expected === "stream-exists" ? exists : currentVersion === expected;
}

const conflict = (streamId: string, expected: ExpectedVersion, { currentVersion }: StreamState): ConcurrencyError =>
  new ConcurrencyError(
    `Expected ${streamId} at ${String(expected)}, but it is at version ${String(currentVersion)}, or holds some of these events elsewhere.`,
    { expected, actual: currentVersion },
  );
