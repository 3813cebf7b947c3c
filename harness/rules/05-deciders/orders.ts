import { isNotImplemented, type Check } from "#spec";
import {
  CommandRefused,
  orderFold,
  type DataOf,
  type OrderCommand,
  type OrderEvent,
  type OrderLine,
  type OrderState,
} from "eventlings";
import fc from "fast-check";
import { copyOf } from "./copies.ts";
import { drawnOnce } from "./drawn-once.ts";

// Orders in every state, and commands.

type Status = OrderState["status"];
export const STATUSES: readonly Status[] = ["none", "placed", "paid", "shipped", "cancelled"];

export const MUG: OrderLine = { sku: "mug", quantity: 2, unitPrice: 1250 };
export const LAMP: OrderLine = { sku: "lamp", quantity: 1, unitPrice: 4900 };

export const place = (data: Partial<DataOf<"PlaceOrder">> = {}): OrderCommand => ({
  type: "PlaceOrder",
  data: { orderId: "42", customerId: "ada", lines: [MUG, LAMP], at: "2026-01-15T09:00:00.000Z", ...data },
});
export const pay = (amount = 7400, at = "2026-01-15T09:05:00.000Z"): OrderCommand => ({
  type: "RecordPayment",
  data: { amount, at },
});
export const ship = (trackingNumber = "P-1", at = "2026-01-16T10:30:00.000Z"): OrderCommand => ({
  type: "ShipOrder",
  data: { trackingNumber, at },
});
export const cancel = (reason = "changed my mind", at = "2026-01-17T08:00:00.000Z"): OrderCommand => ({
  type: "CancelOrder",
  data: { reason, at },
});

/** What follows from a valid command in a state that allows it, as `OrderRefusal` says. */
export function eventsOf(command: OrderCommand, paid: number): OrderEvent[] {
  switch (command.type) {
    case "PlaceOrder": {
      const { orderId, customerId, lines, at } = command.data;
      const total = lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
      return [{ type: "OrderPlaced", data: { orderId, customerId, lines, total, placedAt: at } }];
    }
    case "RecordPayment":
      return [{ type: "PaymentReceived", data: { amount: command.data.amount, paidAt: command.data.at } }];
    case "ShipOrder": {
      const { trackingNumber, at } = command.data;
      return [{ type: "OrderShipped", data: { trackingNumber, shippedAt: at } }];
    }
    case "CancelOrder": {
      const { reason, at } = command.data;
      const cancelled: OrderEvent = { type: "OrderCancelled", data: { reason, cancelledAt: at } };
      return paid > 0 ? [cancelled, { type: "PaymentRefunded", data: { amount: paid, refundedAt: at } }] : [cancelled];
    }
  }
}

const EVENTS = "events";
/** The table of `OrderRefusal`: events, none, or a code. */
const TABLE: Readonly<Record<OrderCommand["type"], Readonly<Record<Status, string>>>> = {
  PlaceOrder: {
    none: EVENTS,
    placed: "ALREADY_PLACED",
    paid: "ALREADY_PLACED",
    shipped: "ALREADY_PLACED",
    cancelled: "ALREADY_PLACED",
  },
  RecordPayment: {
    none: "NOT_PLACED",
    placed: EVENTS,
    paid: "ALREADY_PAID",
    shipped: "ALREADY_PAID",
    cancelled: "CANCELLED",
  },
  ShipOrder: {
    none: "NOT_PLACED",
    placed: "NOT_PAID",
    paid: EVENTS,
    shipped: "ALREADY_SHIPPED",
    cancelled: "CANCELLED",
  },
  CancelOrder: { none: "NOT_PLACED", placed: EVENTS, paid: EVENTS, shipped: "ALREADY_SHIPPED", cancelled: "none" },
};

/** The answer of the table to a command that is in order itself. */
export type Answer = { readonly events: readonly OrderEvent[] } | { readonly code: string };
export function answerOfTable(command: OrderCommand, state: OrderState): Answer {
  const cell = TABLE[command.type][state.status];
  if (cell === "none") return { events: [] };
  if (cell !== EVENTS) return { code: cell };
  return { events: eventsOf(command, state.status === "paid" ? state.paid : 0) };
}

/** The state that a history leads to, made new. */
export const stateAfter = (events: readonly OrderEvent[]): OrderState =>
  copyOf(events).reduce(orderFold.evolve, orderFold.initialState());

/** A history that ends in this state, as the shop allows it today. */
export function historyUntil(status: Status, { lines = [MUG, LAMP], orderId = "42" } = {}): OrderEvent[] {
  const placed = eventsOf(place({ lines, orderId }), 0);
  const total = lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
  const paid = [...placed, ...eventsOf(pay(total), 0)];
  if (status === "none") return [];
  if (status === "placed") return placed;
  if (status === "paid") return paid;
  if (status === "shipped") return [...paid, ...eventsOf(ship(), 0)];
  return [...placed, ...eventsOf(cancel(), 0)];
}

/** In what state an order is, in words. */
export const SAYS: Readonly<Record<Status, string>> = {
  none: "an order that was never placed",
  placed: "a placed order",
  paid: "a paid order",
  shipped: "a shipped order",
  cancelled: "a cancelled order",
};

const instant = fc.integer({ min: 1, max: 999_999_999_999 }).map((at) => new Date(at).toISOString());
const LETTERS = "abcdefghijklmnopqrstuvwxyz";
/** One to four letters; "a" is the smallest. Made from one number: `fc.stringMatching` costs a law of a thousand cases more than the code that it judges. */
const word = fc.nat({ max: 26 ** 4 - 1 }).map((number) => {
  let [letters, rest] = [LETTERS.charAt(number % 26), Math.floor(number / 26)];
  for (; rest > 0; rest = Math.floor(rest / 26)) letters += LETTERS.charAt(rest % 26);
  return letters;
});
/** What somebody wrote, or left empty. No rule of an order has an opinion on it. */
const text = fc.oneof({ weight: 4, arbitrary: word }, fc.constantFrom("", " two words ", "UPPER", "null"));
export const anyLine: fc.Arbitrary<OrderLine> = fc.record({
  sku: fc.constantFrom("mug", "lamp", "Book, 2nd ed."),
  quantity: fc.integer({ min: 1, max: 99 }),
  unitPrice: fc.integer({ min: 1, max: 99_999 }),
});
const anyLines = fc.array(anyLine, { minLength: 1, maxLength: 4 });

/** Commands of each kind that are in order for an order of this total. */
export const anyCommandFor = (total: number): fc.Arbitrary<OrderCommand> =>
  fc.oneof(
    fc
      .tuple(word, word, anyLines, instant)
      .map(([orderId, customerId, lines, at]) => place({ orderId, customerId, lines, at })),
    instant.map((at) => pay(total, at)),
    fc.tuple(text, instant).map(([tracking, at]) => ship(tracking, at)),
    fc.tuple(text, instant).map(([reason, at]) => cancel(reason, at)),
  );

/** An order in any state, and a command that is in order itself. */
export const anyCase: fc.Arbitrary<readonly [OrderState, OrderCommand]> = drawnOnce(
  fc
    .tuple(fc.constantFrom(...STATUSES), anyLines, word, anyCommandFor(0))
    .map(([status, lines, orderId, command]): readonly [OrderState, OrderCommand] => {
      const state = stateAfter(historyUntil(status, { lines, orderId }));
      if (command.type !== "RecordPayment") return [state, command];
      return [state, pay(state.status === "none" ? 0 : state.total, command.data.at)];
    }),
);

/** What a decision came to. */
export type Outcome =
  { readonly kind: "events"; readonly events: unknown } | { readonly kind: "thrown"; readonly error: unknown };

/** Calls the decision, and says what came out. */
export function outcomeOf(decide: () => unknown): Outcome {
  try {
    return { kind: "events", events: decide() };
  } catch (error) {
    if (isNotImplemented(error)) throw error;
    return { kind: "thrown", error };
  }
}

/** The field of an event that says when. */
export const TIMES = ["placedAt", "paidAt", "shippedAt", "cancelledAt", "refundedAt"];

/** The same events without their times: whether a clock has a part in them is one rule's concern. */
const timeless = (events: unknown): unknown =>
  Array.isArray(events)
    ? events.map((event: { data?: object }) => ({
        ...event,
        data: Object.fromEntries(
          Object.entries(event.data ?? {}).map(([name, value]: [string, unknown]) =>
            TIMES.includes(name) && typeof value === "string" ? [name, "(a time)"] : [name, value],
          ),
        ),
      }))
    : events;

/** The decision must give these events. */
export function mustAllow(check: Check, decide: () => unknown, expected: readonly OrderEvent[], asked: string): void {
  const outcome = outcomeOf(decide);
  if (outcome.kind === "thrown")
    check.fail(`${asked} It was refused, and it should be allowed.`, { expected, received: outcome.error });
  else check.equal(timeless(outcome.events), timeless(expected), `${asked} What followed is not what should.`);
}

/** The decision must refuse with one of these codes. */
export function mustRefuse(check: Check, decide: () => unknown, codes: readonly string[], asked: string): void {
  const outcome = outcomeOf(decide);
  const expected = `CommandRefused with ${codes.join(" or ")}`;
  if (outcome.kind === "events") {
    const none = Array.isArray(outcome.events) && outcome.events.length === 0;
    check.fail(
      none
        ? `${asked} No events followed, and nothing was thrown: whoever sent the command believes that it was carried out.`
        : `${asked} It was allowed, and it should be refused.`,
      { expected, received: outcome.events },
    );
    return;
  }
  const { error } = outcome;
  check.that(error instanceof CommandRefused, `${asked} What was thrown is no CommandRefused.`, {
    expected,
    received: error,
  });
  const { code } = error as CommandRefused;
  check.that(codes.includes(code), `${asked} It was refused with another code than the table's.`, {
    expected,
    received: code,
  });
}
