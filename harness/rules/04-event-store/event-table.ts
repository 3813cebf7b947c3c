import type { AppendResult, EventTable, PlacedEvent, RecordedEvent } from "eventlings";
import { UniqueViolation } from "eventlings";
import type { Check } from "#spec";

/** More calls than any sound append needs. Beyond it, the code is going round in circles. */
const MOST_CALLS = 60;

/** Runs one statement of a process on the table: at once, or when a schedule says so. */
export type Runner = <T>(process: string, statement: () => T) => Promise<T>;

const atOnce: Runner = async (_process, statement) => {
  // A database answers later, never in the middle of what the caller is doing.
  await Promise.resolve();
  return statement();
};

/** The table of the exercises' `EventTable` port, and what rules do behind the port's back. */
export class TestTable {
  /** Every statement and what came of it, as sentences. */
  readonly trace: string[] = [];
  /** The ids that each insert through a port has brought in; a refused one brings nothing. */
  readonly inserts: (readonly string[])[] = [];
  readonly #check: Check;
  readonly #run: Runner;
  #rows: readonly RecordedEvent[] = [];
  readonly #versions = new Map<string, number>();
  #lastGlobal = 0;
  #calls = 0;
  #fault: { readonly at: "read" | "before insert" | "after insert"; readonly error: Error } | undefined;
  #overtakings = 0;

  constructor(check: Check, run: Runner = atOnce) {
    this.#check = check;
    this.#run = run;
  }

  /** The port as one process has it. */
  port(process = "your append"): EventTable {
    const call = <T>(statement: () => T): Promise<T> => {
      this.#calls += 1;
      return this.#calls > MOST_CALLS ? this.#goingRound() : this.#run(process, statement);
    };
    const tell = (what: string): void => void this.trace.push(`${process} ${what}`);
    return {
      streamState: (streamId) =>
        call(() => {
          this.#failAt("read", tell);
          const currentVersion = this.version(streamId);
          tell(
            `asks for the state of ${streamId}: ${currentVersion === 0 ? "no such stream" : `version ${String(currentVersion)}`}`,
          );
          return { exists: currentVersion > 0, currentVersion };
        }),
      rowsAfter: (streamId, position) =>
        call(() => {
          this.#failAt("read", tell);
          const found = this.rows(streamId).filter(({ streamPosition }) => streamPosition > position);
          tell(
            `reads ${streamId} after position ${String(position)}: ${found.length === 0 ? "nothing" : places(found)}`,
          );
          return found;
        }),
      findByIds: (streamId, ids) =>
        call(() => {
          this.#failAt("read", tell);
          const found = this.rows(streamId).filter(({ id }) => ids.includes(id));
          tell(`looks for its events in ${streamId}: ${found.length === 0 ? "none there" : `found ${places(found)}`}`);
          return found;
        }),
      insert: (rows) =>
        call(() => {
          this.#failAt("before insert", tell);
          const copies = structuredClone(rows);
          this.#overtake(copies[0]?.streamId, tell);
          const taken = this.#whyRefused(copies);
          tell(`inserts ${places(copies)}: ${taken === undefined ? "recorded" : "refused, the place is taken"}`);
          if (taken !== undefined) throw taken;
          const result = this.#record(copies);
          this.inserts.push(copies.map(({ id }) => id));
          this.#failAt("after insert", tell);
          return result;
        }),
    };
  }

  /** What a stream holds now: copies. */
  rows(streamId: string): readonly RecordedEvent[] {
    return structuredClone(
      this.#rows
        .filter((row) => row.streamId === streamId)
        .sort((left, right) => left.streamPosition - right.streamPosition),
    );
  }

  version(streamId: string): number {
    return this.#versions.get(streamId) ?? 0;
  }

  /** Fills a stream with events `old-1`, `old-2`, … */
  fill(streamId: string, count: number): void {
    this.#record(
      Array.from({ length: count }, (_, index) => ({
        id: `old-${String(index + 1)}`,
        type: "ItemAdded",
        data: {},
        streamId,
        streamPosition: index + 1,
      })),
    );
  }

  truncateBefore(streamId: string, position: number): void {
    this.#rows = this.#rows.filter((row) => row.streamId !== streamId || row.streamPosition >= position);
  }

  /** The database fails once: at the next read, before the next insert, or after it. Returns the error. */
  failNext(at: "read" | "before insert" | "after insert"): Error {
    const error = new Error("the connection to the database was lost");
    this.#fault = { at, error };
    return error;
  }

  /** Each of the next inserts comes too late: somebody else appends to its stream just before it. */
  overtakeNext(inserts: number): void {
    this.#overtakings = inserts;
  }

  #failAt(at: "read" | "before insert" | "after insert", tell: (what: string) => void): void {
    const fault = this.#fault;
    if (fault?.at !== at) return;
    this.#fault = undefined;
    tell("gets no answer: the connection is lost");
    throw fault.error;
  }

  #overtake(streamId: string | undefined, tell: (what: string) => void): void {
    if (streamId === undefined || this.#overtakings === 0) return;
    tell("is overtaken by another process");
    this.#record([
      {
        id: `other-${String(this.#overtakings)}`,
        type: "ItemAdded",
        data: {},
        streamId,
        streamPosition: this.version(streamId) + 1,
      },
    ]);
    this.#overtakings -= 1;
  }

  #record(rows: readonly PlacedEvent[]): AppendResult {
    const recordedAt = new Date("2026-01-15T09:00:00.000Z");
    const added = rows.map((row) => ({ ...row, globalPosition: (this.#lastGlobal += 1), recordedAt }));
    this.#rows = [...this.#rows, ...added];
    for (const { streamId, streamPosition } of added) {
      this.#versions.set(streamId, Math.max(this.version(streamId), streamPosition));
    }
    return { streamPosition: added.at(-1)?.streamPosition ?? 0, globalPosition: this.#lastGlobal };
  }

  #whyRefused(rows: readonly PlacedEvent[]): Error | undefined {
    if (rows.some(({ streamPosition }) => !Number.isInteger(streamPosition) || streamPosition < 1)) {
      return new Error("The row breaks the constraint CHECK (stream_position >= 1).");
    }
    const key = (row: PlacedEvent): string => JSON.stringify([row.streamId, row.streamPosition]);
    const used = new Set(this.#rows.map(key));
    return rows.some((row) => used.has(key(row)) || used.size === used.add(key(row)).size)
      ? new UniqueViolation()
      : undefined;
  }

  /** Records the failure and never answers: whatever is going round stops here. */
  #goingRound(): Promise<never> {
    try {
      this.#check.fail(
        `Your code asked the database more than ${String(MOST_CALLS)} times for one or two appends. Each attempt met what the one before it met: it never gets on.`,
      );
    } catch {
      // Recorded already.
    }
    return new Promise(() => undefined);
  }
}

const places = (rows: readonly PlacedEvent[]): string =>
  rows.map(({ id, streamPosition }) => `${id} at ${String(streamPosition)}`).join(", ");
