import { testIds, type Check } from "#spec";
import {
  CommandRefused,
  type Aggregate,
  type DomainEvent,
  type Ids,
  type NewEvent,
  type OrderAggregate,
  type OrderCommand,
  type OrderEvent,
  type OrderPorts,
  type OrderRules,
  type OrderState,
  type RecordedEvent,
} from "eventlings";
import fc from "fast-check";
import { copyOf } from "./copies.ts";
import { drawnOnce } from "./drawn-once.ts";
import { answerOfTable, anyCommandFor, eventsOf, historyUntil, STATUSES } from "./orders.ts";

// What orders and other aggregates are made with, and histories to load them from.

const NINE = Date.parse("2026-01-15T09:00:00.000Z");

/** These facts as a store hands them out, from position `first` on. Nothing in it is shared with the facts. */
export const recorded = <Event extends DomainEvent>(
  facts: readonly Event[],
  first = 1,
  idOf = (index: number): string => `old-${String(index + 1)}`,
): RecordedEvent<Event & Pick<NewEvent, "id" | "metadata">>[] =>
  facts.map((fact, index) => ({
    ...copyOf(fact),
    id: idOf(index),
    streamId: "order-42",
    streamPosition: first + index,
    globalPosition: 100 + 3 * (first + index),
    // The store's clock was put back again and again: whoever sorts by it has the last event first.
    recordedAt: new Date(NINE - 3_600_000 * index),
  }));

/** Written by a newer version of the shop: no type of ours names it. */
export const giftWrapped = {
  type: "GiftWrapChosen",
  data: { paper: "stars", status: "wrapped", lines: [] },
} as unknown as OrderEvent;

/** The shop's rules, as its table has them. */
export const shopRules: OrderRules = (command, state) => {
  const answer = answerOfTable(command, state);
  if ("code" in answer) throw new CommandRefused(answer.code, `The order says no: ${answer.code}.`);
  return answer.events;
};

/** Rules that refuse nothing: whatever an order asks, in whatever state, it happens. */
export const allowsAll: OrderRules = (command, state) => eventsOf(command, state.status === "none" ? 0 : state.paid);

/** Rules of a newer version: from each command follows something else as well, which no type of ours names. */
export const wrapsGifts: OrderRules = (command, state) => [giftWrapped, ...allowsAll(command, state), giftWrapped];

/** Rules that note what they were asked. */
export function noting(rules: OrderRules): {
  readonly decide: OrderRules;
  readonly asked: { readonly command: OrderCommand; readonly state: OrderState }[];
} {
  const asked: { command: OrderCommand; state: OrderState }[] = [];
  const decide: OrderRules = (command, state) => {
    asked.push(copyOf({ command, state }));
    return rules(command, state);
  };
  return { decide, asked };
}

/** Ids that know which ones they gave out. */
export function notingIds(prefix = "evt"): Ids & { readonly given: string[] } {
  const ids = testIds(prefix);
  const given: string[] = [];
  return {
    given,
    next() {
      const id = ids.next();
      given.push(id);
      return id;
    },
  };
}

export const portsWith = (decide: OrderRules = shopRules, ids: Ids = testIds()): OrderPorts => ({ decide, ids });

/** Sends a command to the method that it belongs to. */
export function send(order: OrderAggregate, command: OrderCommand): void {
  if (command.type === "PlaceOrder") order.place(command.data);
  else if (command.type === "RecordPayment") order.recordPayment(command.data);
  else if (command.type === "ShipOrder") order.ship(command.data);
  else order.cancel(command.data);
}

export const METHODS: Readonly<Record<OrderCommand["type"], string>> = {
  PlaceOrder: "place",
  RecordPayment: "recordPayment",
  ShipOrder: "ship",
  CancelOrder: "cancel",
};

/** What events say, without ids and places. */
export const says = (events: readonly DomainEvent[]): readonly DomainEvent[] =>
  events.map(({ type, data }) => ({ type, data }));

/** What happened to an order; now and then something that only a newer version knows. */
export const anyHistory: fc.Arbitrary<readonly OrderEvent[]> = fc
  .tuple(fc.constantFrom(...STATUSES), fc.option(fc.nat({ max: 4 })))
  .map(([status, gift]) => {
    const facts = historyUntil(status);
    return gift === null ? facts : [...facts.slice(0, gift), giftWrapped, ...facts.slice(gift)];
  });

/** Commands in any order, whether they make sense or not. */
/** What happened to an order, and what it is sent then. */
export const anyStory = drawnOnce(fc.tuple(anyHistory, fc.array(anyCommandFor(7400), { minLength: 1, maxLength: 3 })));

/** Tries a change; what is frozen may refuse it. */
export function tamper(change: () => void): void {
  try {
    change();
  } catch {
    // Frozen: it cannot be changed, which is as good as a copy.
  }
}

/** An object of somebody else, as someone sees it who ignores `readonly`. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export const writable = (value: unknown): any => value;

/** All that can be seen of an aggregate, as it is now. */
export interface Seen {
  readonly state: unknown;
  readonly version: number;
  readonly uncommitted: readonly NewEvent[];
}
export const seen = (one: Aggregate<NewEvent, unknown>): Seen =>
  copyOf({ state: one.state, version: one.version, uncommitted: one.uncommittedEvents() });

/** Fails where anything can be seen of an aggregate that could not be seen before; the smallest difference first. */
export function staysAs(check: Check, before: Seen, now: Seen, happened: string): void {
  const listed = ({ uncommitted }: Seen): string[] => uncommitted.map(({ type, id }) => `${type} (${id})`);
  check.equal(now.version, before.version, `${happened} (What differs is its version.)`);
  check.equal(listed(now), listed(before), `${happened} (What differs are its new events.)`);
  check.equal(now.state, before.state, `${happened} (What differs is its state.)`);
  check.equal(now.uncommitted, before.uncommitted, `${happened} (What differs is in its new events.)`);
}
