import type {
  EventStoreClient,
  ExpectedVersion,
  NewEvent,
  ReadOptions,
  RecordedEvent,
  StreamSlice,
} from "../../../../src/kit/index.ts";
import type { Caller } from "../../caller.ts";
import { copy } from "../../copy.ts";
import type { Site } from "../../resource.ts";
import { lostCalls } from "../key-value.ts";
import { sayError } from "../words.ts";
import { Streams } from "./streams.ts";

/** The connection broke before, or after, the call had its effect. */
class ConnectionLost extends Error {
  readonly code = "ECONNRESET";

  constructor() {
    super("The connection to the event store was lost before it answered.");
    this.name = "ConnectionLost";
  }
}

/** One call, before it is a step. */
interface Call<T> {
  readonly reads: number;
  readonly writes: number;
  readonly what: () => string;
  readonly perform: () => T;
  readonly outcome: (value: T) => string;
}

/** An event store that many processes use. Every call is one step. */
export class WorldEventStore {
  readonly #site: Site;
  readonly #now: () => Date;
  readonly #streams = new Streams();

  constructor(site: Site, now: () => Date) {
    this.#site = site;
    this.#now = now;
  }

  /** Puts events there before the run begins. */
  fill(streamId: string, events: readonly NewEvent[]): this {
    this.#streams.append(streamId, events, "any", this.#now());
    return this;
  }

  /** What a stream holds now: for promises. */
  stream(streamId: string): StreamSlice {
    return this.#streams.read(streamId);
  }

  /** Everything that is stored now, in order: for promises. */
  get events(): readonly RecordedEvent[] {
    return this.#streams.readAll();
  }

  /** The connection of one life of a process. */
  for(caller: Caller): EventStoreClient {
    const { name, footprints } = this.#site;
    const all = footprints.bit(`${name}/$all`);
    const stream = (streamId: string): number => footprints.bit(`${name}/${streamId}`);
    return {
      append: (streamId: string, events: readonly NewEvent[], expected: ExpectedVersion) => {
        // What the caller does to its events while they are under way is its own business.
        const sent = copy(events);
        return this.#ask(caller, {
          reads: stream(streamId) | all,
          writes: stream(streamId) | all,
          what: () => `append ${sayTypes(sent)} to ${streamId}, expecting ${sayExpected(expected)}`,
          perform: () => this.#streams.append(streamId, sent, expected, this.#now()),
          outcome: ({ streamPosition }) => `version ${String(streamPosition)}`,
        });
      },
      read: (streamId: string, options: ReadOptions = {}) =>
        this.#ask(caller, {
          reads: stream(streamId),
          writes: 0,
          what: () => `read ${streamId}${sayRange(options)}`,
          perform: () => this.#streams.read(streamId, options),
          outcome: ({ exists, currentVersion, events }) =>
            exists ? `${sayTypes(events)}; version ${String(currentVersion)}` : "no such stream",
        }),
      readAll: (options: ReadOptions = {}) =>
        this.#ask(caller, {
          reads: all,
          writes: 0,
          what: () => `read all streams${sayRange(options)}`,
          perform: () => this.#streams.readAll(options),
          outcome: (events) =>
            events.length === 0
              ? "nothing"
              : events.map(({ type, globalPosition }) => `${type} at ${String(globalPosition)}`).join(", "),
        }),
      truncateBefore: (streamId: string, position: number) =>
        this.#ask(caller, {
          reads: stream(streamId) | all,
          writes: stream(streamId) | all,
          what: () => `truncate ${streamId} before ${String(position)}`,
          perform: () => {
            this.#streams.truncateBefore(streamId, position);
          },
          outcome: () => "done",
        }),
    };
  }

  #ask<T>(caller: Caller, { reads, writes, what, perform, outcome }: Call<T>): Promise<T> {
    const changes = writes !== 0;
    const canBeLost = this.#site.run.limits.faults.timeouts !== undefined;
    return caller.ask<T>({
      lane: this.#site.name,
      direction: "call",
      reads,
      writes,
      durable: changes,
      faults: canBeLost ? lostCalls(changes, perform, () => new ConnectionLost()) : [],
      perform,
      what,
      outcome: (answer) => (answer.ok ? outcome(answer.value as T) : `fails with ${sayError(answer.error)}`),
    });
  }
}

const sayTypes = (events: readonly { readonly type: string }[]): string =>
  events.length === 0 ? "no events" : events.map(({ type }) => type).join(", ");

const sayExpected = (expected: ExpectedVersion): string =>
  typeof expected === "number" ? `version ${String(expected)}` : expected;

function sayRange({ after, limit }: ReadOptions): string {
  const from = after === undefined ? "" : ` after ${String(after)}`;
  return limit === undefined ? from : `${from}, at most ${String(limit)}`;
}
