import {
  UniqueViolation,
  type ConditionalAppend,
  type EventStoreClient,
  type EventTable,
  type PlacedEvent,
  type RecordedEvent,
} from "eventlings";
import type { Me, World } from "#spec";
import { copy } from "../world/copy.ts";
import { slice } from "../world/ports/event-store/streams.ts";

const LOST = (): Error => Object.assign(new Error("The connection to the events was lost."), { code: "ECONNRESET" });

/** The table `events` of the shop: what the learner's append writes to, and what everyone reads from. */
export class ShopEvents {
  readonly #world: World<unknown>;
  readonly #shared: ReturnType<World<unknown>["shared"]>;
  #rows: readonly RecordedEvent[];
  #last: number;

  /** @param stored what is there before anyone starts */
  constructor(world: World<unknown>, stored: readonly RecordedEvent[] = []) {
    this.#world = world;
    this.#shared = world.shared("events");
    this.#rows = copy(stored);
    this.#last = stored.at(-1)?.globalPosition ?? 0;
  }

  /** Everything that is stored, in order: for promises. */
  get all(): readonly RecordedEvent[] {
    return this.#rows;
  }

  /** The store as one process has it; `createAppend` is the learner's. */
  for(me: Me<unknown>, createAppend: (ports: { readonly table: EventTable }) => ConditionalAppend): EventStoreClient {
    const call = <T>(what: string, perform: () => T, changes = false): Promise<T> =>
      this.#shared.call(me, { what: () => what, changes, perform, lost: LOST });
    return {
      append: createAppend({ table: this.#table(call) }),
      read: (streamId, options = {}) =>
        call(`read ${streamId}`, () => {
          const rows = this.#stream(streamId);
          const currentVersion = rows.at(-1)?.streamPosition ?? 0;
          const events = slice(rows, ({ streamPosition }) => streamPosition, options);
          return { exists: currentVersion > 0, currentVersion, events };
        }),
      readAll: (options = {}) =>
        call("read all streams", () => slice(this.#rows, ({ globalPosition }) => globalPosition, options)),
      truncateBefore: () => Promise.reject(new Error("The shop keeps all of its events.")),
    };
  }

  #table(call: <T>(what: string, perform: () => T, changes?: boolean) => Promise<T>): EventTable {
    return {
      streamState: (streamId) =>
        call(`state of ${streamId}`, () => {
          const currentVersion = this.#stream(streamId).at(-1)?.streamPosition ?? 0;
          return { exists: currentVersion > 0, currentVersion };
        }),
      rowsAfter: (streamId, position) =>
        call(`rows of ${streamId}`, () => copy(this.#stream(streamId).filter((row) => row.streamPosition > position))),
      findByIds: (streamId, ids) =>
        call(`ids in ${streamId}`, () => copy(this.#stream(streamId).filter(({ id }) => ids.includes(id)))),
      insert: (rows) => {
        const sent = copy(rows);
        const what = `insert ${sent.map(({ type }) => type).join(", ")} into ${sent[0]?.streamId ?? "nothing"}`;
        return call(what, () => this.#insert(sent), true);
      },
    };
  }

  #insert(rows: readonly PlacedEvent[]): { readonly streamPosition: number; readonly globalPosition: number } {
    const isTaken = rows.some((row) =>
      this.#stream(row.streamId).some(({ streamPosition }) => streamPosition === row.streamPosition),
    );
    if (isTaken) throw new UniqueViolation();
    const recordedAt = this.#world.clock.now();
    const recorded = rows.map((row, index) => ({ ...row, globalPosition: this.#last + index + 1, recordedAt }));
    this.#rows = [...this.#rows, ...recorded];
    this.#last += rows.length;
    return { streamPosition: rows.at(-1)?.streamPosition ?? 0, globalPosition: this.#last };
  }

  #stream(streamId: string): readonly RecordedEvent[] {
    return this.#rows
      .filter((row) => row.streamId === streamId)
      .sort((left, right) => left.streamPosition - right.streamPosition);
  }
}
