// @style Appends of one process take turns per stream, to spare the database collisions; other processes are still reckoned with.
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

export function matchesExpectedVersion(expected: ExpectedVersion, { exists, currentVersion }: StreamState): boolean {
  if (typeof expected === "number") return Object.is(expected, currentVersion);
  return expected === "any" ? true : exists === (expected === "stream-exists");
}

export function createAppend({ table }: { readonly table: EventTable }): ConditionalAppend {
  const turns = new Map<string, Promise<unknown>>();

  const attempt = async (
    streamId: string,
    events: readonly NewEvent[],
    expected: ExpectedVersion,
  ): Promise<AppendResult | "collision"> => {
    const state = await table.streamState(streamId);
    if (!matchesExpectedVersion(expected, state)) {
      throw new ConcurrencyError("The stream is not where it was expected.", {
        expected,
        actual: state.currentVersion,
      });
    }
    try {
      return await table.insert(
        events.map((event, index) => ({ ...event, streamId, streamPosition: state.currentVersion + index + 1 })),
      );
    } catch (error) {
      if (error instanceof UniqueViolation) return "collision";
      throw error;
    }
  };

  const untilDecided: ConditionalAppend = async (...request) => {
    let result = await attempt(...request);
    while (result === "collision") result = await attempt(...request);
    return result;
  };

  return (...request) => {
    const [streamId] = request;
    const turn = (turns.get(streamId) ?? Promise.resolve()).then(() => untilDecided(...request));
    const done = turn
      .catch(() => undefined)
      .finally(() => {
        if (turns.get(streamId) === done) turns.delete(streamId);
      });
    turns.set(streamId, done);
    return turn;
  };
}
