// @style Reads the rows of the stream instead of asking for ids; a loop that ends when there is a result.
import {
  ConcurrencyError,
  UniqueViolation,
  type AppendResult,
  type ConditionalAppend,
  type EventTable,
} from "eventlings";

export function createIdempotentAppend({ table }: { readonly table: EventTable }): ConditionalAppend {
  return async (streamId, events, expected) => {
    let result: AppendResult | undefined;
    while (result === undefined) {
      const { exists, currentVersion } = await table.streamState(streamId);
      const rows = await table.rowsAfter(streamId, 0);
      const positions = new Map(rows.map(({ id, streamPosition }) => [id, streamPosition]));
      const places = events.map(({ id }) => positions.get(id));
      const [first] = places;

      const start = expected === "no-stream" ? 0 : typeof expected === "number" ? expected : (first ?? 1) - 1;
      if (first !== undefined && places.every((place, index) => place === start + index + 1)) {
        const last = rows.find(({ streamPosition }) => streamPosition === start + events.length);
        return { streamPosition: start + events.length, globalPosition: last?.globalPosition ?? 0 };
      }
      const fits = {
        any: true,
        "no-stream": !exists,
        "stream-exists": exists,
      }[String(expected)];
      if (places.some((place) => place !== undefined) || !(fits ?? currentVersion === expected)) {
        throw new ConcurrencyError("Not this time.", { expected, actual: currentVersion });
      }
      try {
        result = await table.insert(
          events.map((event, index) => ({ ...event, streamId, streamPosition: currentVersion + index + 1 })),
        );
      } catch (error) {
        if (!(error instanceof UniqueViolation)) throw error;
      }
    }
    return result;
  };
}
