// @style Looks for the ids first, and once more before it refuses; a repeated "any" is simply recorded again.
import {
  ConcurrencyError,
  UniqueViolation,
  type AppendResult,
  type ConditionalAppend,
  type EventTable,
  type ExpectedVersion,
  type NewEvent,
} from "eventlings";

export function createIdempotentAppend({ table }: { readonly table: EventTable }): ConditionalAppend {
  /** "none" of the events are known, they are "elsewhere", or here is the result that they had. */
  const look = async (
    streamId: string,
    events: readonly NewEvent[],
    start: number,
  ): Promise<AppendResult | "none" | "elsewhere"> => {
    const known = await table.findByIds(
      streamId,
      events.map(({ id }) => id),
    );
    if (known.length === 0) return "none";
    const found = known.map(({ id, streamPosition }) => `${String(streamPosition)} ${id}`);
    const wanted = events.map(({ id }, index) => `${String(start + index + 1)} ${id}`);
    const last = known.at(-1);
    return last !== undefined && found.join("\n") === wanted.join("\n")
      ? { streamPosition: last.streamPosition, globalPosition: last.globalPosition }
      : "elsewhere";
  };

  const holds = (expected: ExpectedVersion, version: number): boolean => {
    switch (expected) {
      case "any":
        return true;
      case "stream-exists":
        return version > 0;
      case "no-stream":
        return version === 0;
      default:
        return version === expected;
    }
  };

  return async function append(streamId, events, expected): Promise<AppendResult> {
    const start = expected === "no-stream" ? 0 : expected;
    const seen = typeof start === "number" ? await look(streamId, events, start) : "none";
    if (typeof seen === "object") return seen;
    const { currentVersion } = await table.streamState(streamId);
    if (seen === "elsewhere" || !holds(expected, currentVersion)) {
      // A copy of this very append may have been recorded since we looked.
      const now = typeof start === "number" ? await look(streamId, events, start) : "none";
      if (typeof now === "object") return now;
      throw new ConcurrencyError(`${streamId} is at ${String(currentVersion)}.`, { expected, actual: currentVersion });
    }
    try {
      return await table.insert(
        events.map((event, index) => ({ ...event, streamId, streamPosition: currentVersion + index + 1 })),
      );
    } catch (error) {
      if (error instanceof UniqueViolation) return append(streamId, events, expected);
      throw error;
    }
  };
}
