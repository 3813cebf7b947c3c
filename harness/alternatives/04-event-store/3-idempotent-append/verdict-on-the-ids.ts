// @style What the ids say is a verdict of its own function; a collision starts over by recursion; the claims are a table.
import {
  ConcurrencyError,
  UniqueViolation,
  type AppendResult,
  type ConditionalAppend,
  type EventTable,
  type ExpectedVersion,
  type NewEvent,
} from "eventlings";

type Verdict =
  { readonly kind: "same"; readonly result: AppendResult } | { readonly kind: "used" } | { readonly kind: "new" };

async function look(
  table: EventTable,
  streamId: string,
  events: readonly NewEvent[],
  expected: ExpectedVersion,
): Promise<Verdict> {
  const ids = events.map(({ id }) => id);
  const known = await table.findByIds(streamId, ids);
  const places = new Map(known.map((row) => [row.id, row]));
  if (places.size === 0) return { kind: "new" };
  const start = expected === "no-stream" ? 0 : Number(expected);
  let result: AppendResult | undefined;
  for (const [index, id] of ids.entries()) {
    const row = places.get(id);
    if (row?.streamPosition !== start + 1 + index) return { kind: "used" };
    result = { streamPosition: row.streamPosition, globalPosition: row.globalPosition };
  }
  return result ? { kind: "same", result } : { kind: "new" };
}

export function createIdempotentAppend({ table }: { readonly table: EventTable }): ConditionalAppend {
  return async function append(streamId, events, expected): Promise<AppendResult> {
    const { exists, currentVersion } = await table.streamState(streamId);
    const refusal = (): ConcurrencyError =>
      new ConcurrencyError("Neither new nor the same append again.", { expected, actual: currentVersion });
    const verdict = await look(table, streamId, events, expected);
    if (verdict.kind === "same") return verdict.result;
    if (verdict.kind === "used") throw refusal();
    const ok =
      { any: true, "no-stream": !exists, "stream-exists": exists }[expected as string] ?? expected === currentVersion;
    if (!ok) throw refusal();
    try {
      const rows = events.map((event, index) => ({
        ...event,
        streamId,
        streamPosition: currentVersion + 1 + index,
      }));
      return await table.insert(rows);
    } catch (error) {
      if (error instanceof UniqueViolation) return append(streamId, events, expected);
      throw error;
    }
  };
}
