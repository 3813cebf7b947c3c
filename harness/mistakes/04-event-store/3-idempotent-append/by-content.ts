// @belief Two events that say the same are the same event.
// @breaks known-by-id, real-conflicts-are-refused, other-place-is-refused, overlap-is-refused, each-event-once
// @section retries
import {
  ConcurrencyError,
  UniqueViolation,
  type ConditionalAppend,
  type EventTable,
  type ExpectedVersion,
  type NewEvent,
  type StreamState,
} from "eventlings";

/** Appends so that a caller who got no answer can safely send the same append again. */
export function createIdempotentAppend({ table }: { readonly table: EventTable }): ConditionalAppend {
  return async (streamId, events, expected) => {
    for (;;) {
      const stream = await table.streamState(streamId);
      if (!matches(expected, stream)) {
        // Somebody has written since. If it says what we were going to say, it was us.
        const after = typeof expected === "number" ? expected : 0;
        const written = (await table.rowsAfter(streamId, after)).slice(0, events.length);
        const last = written.at(-1);
        if (last !== undefined && contentOf(written) === contentOf(events)) {
          return { streamPosition: last.streamPosition, globalPosition: last.globalPosition };
        }
        throw new ConcurrencyError(
          `Expected ${streamId} at ${String(expected)}, but it is at version ${String(stream.currentVersion)}.`,
          { expected, actual: stream.currentVersion },
        );
      }
      const rows = events.map((event, index) => ({
        ...event,
        streamId,
        streamPosition: stream.currentVersion + index + 1,
      }));
      try {
        return await table.insert(rows);
      } catch (error) {
        if (!(error instanceof UniqueViolation)) throw error;
      }
    }
  };
}

const contentOf = (events: readonly NewEvent[]): string => JSON.stringify(events.map(({ type, data }) => [type, data]));

function matches(expected: ExpectedVersion, { exists, currentVersion }: StreamState): boolean {
  if (expected === "any") return true;
  if (expected === "no-stream") return !exists;
  return expected === "stream-exists" ? exists : currentVersion === expected;
}
