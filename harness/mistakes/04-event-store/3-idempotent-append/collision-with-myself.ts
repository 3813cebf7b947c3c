// @belief If the place is taken and my events are there, it was my own copy that took it.
// @breaks overlap-is-refused
// @section retries
import {
  ConcurrencyError,
  UniqueViolation,
  type ConditionalAppend,
  type EventTable,
  type ExpectedVersion,
  type RecordedEvent,
  type StreamState,
} from "eventlings";

/** Appends so that a caller who got no answer can safely send the same append again. */
export function createIdempotentAppend({ table }: { readonly table: EventTable }): ConditionalAppend {
  return async (streamId, events, expected) => {
    const ids = events.map(({ id }) => id);
    for (;;) {
      // In this order: whatever moved the stream to the state that we see, its ids are found too.
      // The other way round, our own copy could slip in between and look like somebody else.
      const stream = await table.streamState(streamId);
      const known = await table.findByIds(streamId, ids);

      const last = known.at(-1);
      if (last !== undefined) {
        const place = placeNamedBy(expected) ?? last.streamPosition - events.length;
        if (!isSameAppend(known, ids, place)) throw conflict(streamId, expected, stream);
        return { streamPosition: last.streamPosition, globalPosition: last.globalPosition };
      }
      if (!matches(expected, stream)) throw conflict(streamId, expected, stream);

      const rows = events.map((event, index) => ({
        ...event,
        streamId,
        streamPosition: stream.currentVersion + index + 1,
      }));
      try {
        return await table.insert(rows);
      } catch (error) {
        // The place is taken: by somebody else, or by another copy of this append. Look again.
        if (!(error instanceof UniqueViolation)) throw error;
        const mine = (await table.findByIds(streamId, ids)).at(-1);
        if (mine !== undefined) return { streamPosition: mine.streamPosition, globalPosition: mine.globalPosition };
      }
    }
  };
}

/** The position behind which an append with this claim puts its events, where the claim says one. */
function placeNamedBy(expected: ExpectedVersion): number | undefined {
  if (expected === "no-stream") return 0;
  return typeof expected === "number" ? expected : undefined;
}

/** Are the known events all of the append's, in its order, right behind this position? */
function isSameAppend(known: readonly RecordedEvent[], ids: readonly string[], position: number): boolean {
  return (
    known.length === ids.length &&
    known.every(({ id, streamPosition }, index) => id === ids[index] && streamPosition === position + index + 1)
  );
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
