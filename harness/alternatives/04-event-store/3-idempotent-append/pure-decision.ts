// @style What to do is a pure function of what was read; a class does the reading and the writing.
import * as kit from "eventlings";

type Decision = { readonly do: "answer"; readonly last: kit.RecordedEvent } | { readonly do: "insert" | "refuse" };

function decide(
  request: { readonly ids: readonly string[]; readonly expected: kit.ExpectedVersion },
  seen: { readonly stream: kit.StreamState; readonly known: readonly kit.RecordedEvent[] },
): Decision {
  const { ids, expected } = request;
  const { stream, known } = seen;
  if (known.length > 0) {
    const start = expected === "no-stream" ? 0 : typeof expected === "number" ? expected : undefined;
    const places = new Map(known.map((event) => [event.id, event.streamPosition]));
    const same = start !== undefined && ids.every((id, index) => places.get(id) === start + index + 1);
    const last = known.at(-1);
    return same && last !== undefined ? { do: "answer", last } : { do: "refuse" };
  }
  const fits =
    expected === "any" ||
    (typeof expected === "number"
      ? stream.currentVersion === expected
      : stream.exists === (expected === "stream-exists"));
  return { do: fits ? "insert" : "refuse" };
}

class IdempotentAppend {
  readonly #table: kit.EventTable;

  constructor(table: kit.EventTable) {
    this.#table = table;
  }

  async run(
    streamId: string,
    events: readonly kit.NewEvent[],
    expected: kit.ExpectedVersion,
  ): Promise<kit.AppendResult> {
    const ids = events.map((event) => event.id);
    const stream = await this.#table.streamState(streamId);
    const known = await this.#table.findByIds(streamId, ids);
    const decision = decide({ ids, expected }, { stream, known });
    if (decision.do === "answer") return decision.last;
    if (decision.do === "refuse") {
      throw new kit.ConcurrencyError("Neither new nor the same again.", { expected, actual: stream.currentVersion });
    }
    const placed = events.map((event, index) => ({
      ...event,
      streamId,
      streamPosition: stream.currentVersion + 1 + index,
    }));
    try {
      return await this.#table.insert(placed);
    } catch (error) {
      if (error instanceof kit.UniqueViolation) return this.run(streamId, events, expected);
      throw error;
    }
  }
}

export const createIdempotentAppend = (ports: { readonly table: kit.EventTable }): kit.ConditionalAppend => {
  const append = new IdempotentAppend(ports.table);
  return append.run.bind(append);
};
