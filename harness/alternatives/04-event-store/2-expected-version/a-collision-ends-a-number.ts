// @style A number is given up at its first collision, a word is tried again, but not for ever; errors are known by their code.
import {
  ConcurrencyError,
  type ConditionalAppend,
  type EventTable,
  type ExpectedVersion,
  type StreamState,
} from "eventlings";

/** A net for a table that is out of order, and no limit that other writers could reach. */
const MOST_ATTEMPTS = 1_000;

export const matchesExpectedVersion = (expected: ExpectedVersion, stream: StreamState): boolean =>
  expected === "any" ||
  (expected === "no-stream" && !stream.exists) ||
  (expected === "stream-exists" && stream.exists) ||
  expected === stream.currentVersion;

const isCollision = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "code" in error && error.code === "23505";

export function createAppend(ports: { readonly table: EventTable }): ConditionalAppend {
  const { table } = ports;
  const refuse = async (streamId: string, expected: ExpectedVersion): Promise<never> => {
    const { currentVersion } = await table.streamState(streamId);
    throw new ConcurrencyError(`${streamId} has moved on.`, { expected, actual: currentVersion });
  };

  return async function append(streamId, events, expected) {
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
      const stream = await table.streamState(streamId);
      if (!matchesExpectedVersion(expected, stream)) return refuse(streamId, expected);
      const rows = events.map((event, index) => ({
        ...event,
        streamId,
        streamPosition: stream.currentVersion + 1 + index,
      }));
      try {
        const result = await table.insert(rows);
        return result;
      } catch (error) {
        if (!isCollision(error)) throw error;
        if (typeof expected === "number") return refuse(streamId, expected);
      }
    }
    throw new Error(`${streamId} is so busy that ${String(MOST_ATTEMPTS)} attempts to append to it collided.`);
  };
}
