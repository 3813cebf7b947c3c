import {
  ConcurrencyError,
  type AppendResult,
  type ExpectedVersion,
  type NewEvent,
  type ReadOptions,
  type RecordedEvent,
  type StreamSlice,
} from "../../../../src/kit/index.ts";
import { copy } from "../../copy.ts";

/** What is stored: every stream, and one order over all of them. */
export class Streams {
  #all: RecordedEvent[] = [];
  readonly #versions = new Map<string, number>();
  #lastGlobal = 0;

  append(streamId: string, events: readonly NewEvent[], expected: ExpectedVersion, now: Date): AppendResult {
    const version = this.#versions.get(streamId) ?? 0;
    const again = this.#sameAppend(streamId, events, expected, version);
    if (again !== undefined) return again;
    if (!matches(expected, version) || this.#holdsOneOf(streamId, events))
      throw new ConcurrencyError(
        `${streamId} was expected at ${String(expected)}. It is at version ${String(version)}, or holds some of these events already.`,
        { expected, actual: version },
      );
    if (events.length === 0) return { streamPosition: version, globalPosition: this.#lastGlobal };
    // A number is left out before each append, as a transaction that rolled back leaves one: readers may
    // not count on the next one.
    this.#lastGlobal += this.#lastGlobal === 0 ? 0 : 1;
    for (const [index, event] of events.entries()) {
      this.#lastGlobal += 1;
      this.#all.push({
        ...copy(event),
        streamId,
        streamPosition: version + index + 1,
        globalPosition: this.#lastGlobal,
        recordedAt: now,
      });
    }
    this.#versions.set(streamId, version + events.length);
    return { streamPosition: version + events.length, globalPosition: this.#lastGlobal };
  }

  read(streamId: string, options?: ReadOptions): StreamSlice {
    const currentVersion = this.#versions.get(streamId) ?? 0;
    const events = this.#all.filter((event) => event.streamId === streamId);
    return {
      exists: currentVersion > 0,
      currentVersion,
      events: slice(events, ({ streamPosition }) => streamPosition, options),
    };
  }

  readAll(options?: ReadOptions): readonly RecordedEvent[] {
    return slice(this.#all, ({ globalPosition }) => globalPosition, options);
  }

  truncateBefore(streamId: string, position: number): void {
    this.#all = this.#all.filter((event) => event.streamId !== streamId || event.streamPosition >= position);
  }

  /** The positions that these events have, if they are already where this append would put them. */
  #sameAppend(
    streamId: string,
    events: readonly NewEvent[],
    expected: ExpectedVersion,
    version: number,
  ): AppendResult | undefined {
    if (events.length === 0) return undefined;
    const first = firstPosition(expected, version, events.length);
    const there = this.#all.filter(
      (event) =>
        event.streamId === streamId && event.streamPosition >= first && event.streamPosition < first + events.length,
    );
    const last = there.at(-1);
    if (last === undefined || there.length < events.length) return undefined;
    if (there.some(({ id }, index) => id !== events[index]?.id)) return undefined;
    return { streamPosition: last.streamPosition, globalPosition: last.globalPosition };
  }

  #holdsOneOf(streamId: string, events: readonly NewEvent[]): boolean {
    const ids = new Set(events.map(({ id }) => id));
    return this.#all.some((event) => event.streamId === streamId && ids.has(event.id));
  }
}

function matches(expected: ExpectedVersion, version: number): boolean {
  if (expected === "any") return true;
  if (expected === "no-stream") return version === 0;
  return expected === "stream-exists" ? version > 0 : version === expected;
}

/** Where the first event of an append with this claim stands, if the append has already taken place. */
function firstPosition(expected: ExpectedVersion, version: number, count: number): number {
  if (expected === "no-stream") return 1;
  return typeof expected === "number" ? expected + 1 : version - count + 1;
}

/** Copies of the events that a read asks for. */
export function slice(
  events: readonly RecordedEvent[],
  positionOf: (event: RecordedEvent) => number,
  { after = 0, limit = Infinity }: ReadOptions = {},
): readonly RecordedEvent[] {
  const result: RecordedEvent[] = [];
  for (const event of events) {
    if (result.length >= limit) break;
    if (positionOf(event) > after) result.push(copy(event));
  }
  return result;
}
