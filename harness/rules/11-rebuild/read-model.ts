import { same, type Broken, type World } from "#spec";
import type {
  CustomerRow,
  EventStoreClient,
  RecordedEvent,
  Slot,
  SlotRow,
  SlottedTables,
  SlottedView,
  TakingsRow,
} from "eventlings";
import { fact, factOf, PRICE, toEvent, type OrderFact } from "./orders.ts";

/** All that is taken in these rules is taken on one day. */
const DAY = "2026-01-15";

/** What the service desk sees. `onApply` hears of every event that is handed to it. */
export const customersView = (onApply: (event: RecordedEvent) => void = () => undefined): SlottedView => ({
  kind: "view",
  name: "customers",
  async apply(events, transaction, slot) {
    for (const event of events) {
      onApply(event);
      const { customerId, orderId, what } = factOf(event);
      const key = { slot, customerId };
      const [row] = await transaction.select("customers", { where: key });
      const { timeline, paid } = row ?? { timeline: [], paid: 0 };
      const next = { timeline: [...timeline, `${orderId} ${what}`], paid: what === "paid" ? paid + PRICE : paid };
      if (row === undefined) await transaction.insert("customers", { ...key, ...next });
      else await transaction.update("customers", next, key);
    }
  },
  async clear(transaction, slot) {
    await transaction.delete("customers", { slot });
  },
});

/** What came in on each day. */
export const takingsView: SlottedView = {
  kind: "view",
  name: "takings",
  async apply(events, transaction, slot) {
    for (const event of events) {
      if (factOf(event).what !== "paid") continue;
      const key = { slot, day: DAY };
      const counted = await transaction.update("takings", { received: { increment: PRICE } }, key);
      if (counted === 0) await transaction.insert("takings", { ...key, received: PRICE });
    }
  },
  async clear(transaction, slot) {
    await transaction.delete("takings", { slot });
  },
};

/** The customers that a log leads to, by id. */
export function customersOf(slot: Slot, facts: readonly OrderFact[]): readonly CustomerRow[] {
  const rows = new Map<string, CustomerRow>();
  for (const { customerId, orderId, what } of facts) {
    const { timeline, paid } = rows.get(customerId) ?? { timeline: [], paid: 0 };
    rows.set(customerId, {
      slot,
      customerId,
      timeline: [...timeline, `${orderId} ${what}`],
      paid: what === "paid" ? paid + PRICE : paid,
    });
  }
  return byCustomer([...rows.values()]);
}

/** The takings that a log leads to. */
export function takingsOf(slot: Slot, facts: readonly OrderFact[]): readonly TakingsRow[] {
  const received = facts.filter(({ what }) => what === "paid").length * PRICE;
  return received === 0 ? [] : [{ slot, day: DAY, received }];
}

export const byCustomer = (rows: readonly CustomerRow[]): readonly CustomerRow[] =>
  rows.toSorted((left, right) => (left.customerId < right.customerId ? -1 : 1));

export interface Opening {
  /** What is in the log: `"order-1 placed"` is Ada's, `"bob: order-2 placed"` Bob's. */
  readonly log: readonly (string | OrderFact)[];
  readonly live?: Slot;
  readonly slots: readonly SlotRow[];
  /** What is in a slot from the start. */
  readonly filled?: Partial<Record<Slot, readonly (string | OrderFact)[]>>;
}

const toFact = (one: string | OrderFact): OrderFact => (typeof one === "string" ? fact(one) : one);

/** A log, and a read model in two slots. */
export function openReadModel<E>(world: World<E>, { log, live = "blue", slots, filled = {} }: Opening) {
  const store = world.eventStore("event store");
  for (const one of log) store.fill(toFact(one).orderId, [toEvent(toFact(one))]);
  const database = world.database<SlottedTables>("database", {
    tables: {
      customers: { key: ["slot", "customerId"] },
      takings: { key: ["slot", "day"] },
      slots: { key: "slot" },
      live: { key: "name" },
    },
  });
  database.fill("live", [{ name: "read-model", slot: live }]).fill("slots", slots);
  for (const slot of ["blue", "green"] as const) {
    const facts = (filled[slot] ?? []).map(toFact);
    database.fill("customers", customersOf(slot, facts)).fill("takings", takingsOf(slot, facts));
  }
  const facts = (): readonly OrderFact[] => store.events.map(factOf);
  const customers = (slot: Slot): readonly CustomerRow[] =>
    byCustomer(database.rows("customers").filter((row) => row.slot === slot));
  return {
    store,
    database,
    facts,
    customers,
    slot: (slot: Slot): SlotRow | undefined => database.rows("slots").find((row) => row.slot === slot),
    live: (): Slot | undefined => database.rows("live")[0]?.slot,
    /** Where the log ends. */
    end: (): number => store.events.at(-1)?.globalPosition ?? 0,
    /** Global position of the event number so many, from 1. */
    positionOf: (number: number): number => store.events[number - 1]?.globalPosition ?? 0,
    /** Are the customers of a slot what the log leads to? `story` says what was going on: "The rebuild …". */
    differs(slot: Slot, story: string): Broken | undefined {
      const expected = customersOf(slot, facts());
      const received = customers(slot);
      if (same(expected, received)) return undefined;
      return { happened: `${story} ${sayDifference(slot, expected, received)}`, expected, received };
    },
  };
}

/** The same store; it tells what is handed out by `readAll`. */
export const watchStore = (
  store: EventStoreClient,
  onRead: (events: readonly RecordedEvent[]) => void,
): EventStoreClient => ({
  append: (streamId, events, expected) => store.append(streamId, events, expected),
  read: (streamId, options) => store.read(streamId, options),
  truncateBefore: (streamId, position) => store.truncateBefore(streamId, position),
  async readAll(options) {
    const events = await store.readAll(options);
    onRead(events);
    return events;
  },
});

/**
 * The same store, whose clock was put back after each append: `recordedAt` says nothing about the order of events.
 */
export const withClockPutBack = (store: EventStoreClient): EventStoreClient => ({
  append: (streamId, events, expected) => store.append(streamId, events, expected),
  read: (streamId, options) => store.read(streamId, options),
  truncateBefore: (streamId, position) => store.truncateBefore(streamId, position),
  async readAll(options) {
    const events = await store.readAll(options);
    const noon = Date.UTC(2026, 0, 15, 12);
    return events.map((event) => ({ ...event, recordedAt: new Date(noon - 1000 * event.globalPosition) }));
  },
});

/** Says how many events the last read of a store had, if there was one. */
export function lastRead(store: EventStoreClient): { readonly store: EventStoreClient; readonly count: () => number } {
  let count = Infinity;
  return { store: watchStore(store, (events) => void (count = events.length)), count: () => count };
}

/** Is the end of the log what `run` or `work` saw last? */
export function endsTooSoon(call: string, count: number): Broken | undefined {
  if (count === 0) return undefined;
  return {
    happened: `${call} resolved, and its last read of the log had given ${count === Infinity ? "nothing, as there was none" : count === 1 ? "1 event" : `${String(count)} events`}. It has not asked what comes after that. A page that is not full was the end of the log when it was read; what came while it was applied is on the next one.`,
    expected: "a last page without events",
    received: count,
  };
}

/** The first thing that is wrong with a slot, in a sentence. */
function sayDifference(slot: Slot, expected: readonly CustomerRow[], received: readonly CustomerRow[]): string {
  for (const { customerId } of [...expected, ...received]) {
    const right = expected.find((row) => row.customerId === customerId)?.timeline ?? [];
    const there = received.find((row) => row.customerId === customerId)?.timeline ?? [];
    const twice = there.find((entry, at) => there.indexOf(entry) !== at);
    if (twice !== undefined) return `“${twice}” is in the ${slot} slot twice.`;
    const missing = right.find((entry) => !there.includes(entry));
    if (missing !== undefined) return `“${missing}” is in the log, and not in the ${slot} slot.`;
    const extra = there.find((entry) => !right.includes(entry));
    if (extra !== undefined) return `“${extra}” is in the ${slot} slot, and no event of the log says so.`;
    const wrong = there.findIndex((entry, at) => entry !== right[at]);
    if (wrong !== -1)
      return `In the ${slot} slot, “${String(there[wrong])}” comes where the log has “${String(right[wrong])}”: its order is not the log's.`;
  }
  return `The rows of the ${slot} slot are not what the log leads to.`;
}
