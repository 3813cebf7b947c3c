// @style A class; the words are looked up in a table of predicates; a collision starts over by recursion.
import * as kit from "eventlings";

type Claim = Exclude<kit.ExpectedVersion, number>;

const CLAIMS: Readonly<Record<Claim, (stream: kit.StreamState) => boolean>> = {
  any: () => true,
  "no-stream": ({ currentVersion }) => currentVersion === 0,
  "stream-exists": ({ currentVersion }) => currentVersion > 0,
};

export function matchesExpectedVersion(expected: kit.ExpectedVersion, stream: kit.StreamState): boolean {
  return typeof expected === "number" ? expected === stream.currentVersion : CLAIMS[expected](stream);
}

class Appender {
  readonly #table: kit.EventTable;

  constructor(table: kit.EventTable) {
    this.#table = table;
  }

  async append(
    streamId: string,
    events: readonly kit.NewEvent[],
    expected: kit.ExpectedVersion,
  ): Promise<kit.AppendResult> {
    const stream = await this.#table.streamState(streamId);
    if (!matchesExpectedVersion(expected, stream)) {
      throw new kit.ConcurrencyError("Somebody else wrote first.", { expected, actual: stream.currentVersion });
    }
    let streamPosition = stream.currentVersion;
    const rows: kit.PlacedEvent[] = [];
    for (const event of events) rows.push({ ...event, streamId, streamPosition: (streamPosition += 1) });
    return this.#table.insert(rows).catch((error: unknown) => {
      if (error instanceof kit.UniqueViolation) return this.append(streamId, events, expected);
      throw error;
    });
  }
}

export function createAppend({ table }: { readonly table: kit.EventTable }): kit.ConditionalAppend {
  const appender = new Appender(table);
  return (streamId, events, expected) => appender.append(streamId, events, expected);
}
