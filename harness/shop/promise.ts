import { orderFold, type NewOrderEvent, type OrderEvent, type OrderState, type RecordedEvent } from "eventlings";
import { same, type Broken } from "#spec";
import type { ShopCommand } from "../../src/judge/shop-entry.ts";
import type { Stored } from "./stage.ts";

/** What each event may follow. */
const MAY_FOLLOW: Readonly<Record<OrderEvent["type"], readonly OrderState["status"][]>> = {
  OrderPlaced: ["none"],
  PaymentReceived: ["placed"],
  OrderShipped: ["paid"],
  OrderCancelled: ["placed", "paid"],
  PaymentRefunded: ["cancelled"],
};

/** A history that no sequence of commands could have led to. */
export function impossible(events: readonly RecordedEvent[]): Broken | undefined {
  const states = new Map<string, OrderState>();
  for (const recorded of events) {
    const event = recorded as RecordedEvent<NewOrderEvent>;
    const state = states.get(event.streamId) ?? orderFold.initialState();
    const isRefundOfNothing = event.type === "PaymentRefunded" && state.status !== "none" && state.paid <= 0;
    if (!MAY_FOLLOW[event.type].includes(state.status) || isRefundOfNothing)
      return {
        happened: `${event.streamId} was ${state.status === "none" ? "not there" : state.status}, and then ${event.type} happened to it.`,
        received: events.filter(({ streamId }) => streamId === event.streamId).map(({ type }) => type),
      };
    states.set(event.streamId, orderFold.evolve(state, event));
  }
  return undefined;
}

const EVENT_OF: Readonly<Record<ShopCommand["do"], OrderEvent["type"]>> = {
  place: "OrderPlaced",
  pay: "PaymentReceived",
  ship: "OrderShipped",
  cancel: "OrderCancelled",
};

/** A command that its sender was told to have worked, and of which nothing is stored. */
export function forgotten(accepted: readonly ShopCommand[], events: readonly RecordedEvent[]): Broken | undefined {
  const lost = accepted.find(
    (command) =>
      !events.some((event) => event.streamId === `order-${command.order}` && event.type === EVENT_OF[command.do]),
  );
  return lost === undefined
    ? undefined
    : {
        happened: `"${lost.do} ${lost.order}" was accepted, and there is no ${EVENT_OF[lost.do]} in the order's stream.`,
      };
}

/** A view that does not say what the log says. */
export function differs({ events, tables }: Stored): Broken | undefined {
  const expected = ordersIn(events);
  const received = new Map(tables.orders.map(({ orderId, status, total }) => [orderId, { status, total }]));
  for (const [orderId, order] of expected)
    if (!same(received.get(orderId), order))
      return {
        happened: `The projections have come to their end, and the view shows order ${orderId} otherwise than its events do.`,
        expected: order,
        received: received.get(orderId),
      };
  const revenue = tables.revenue.map(({ received: money, refunded }) => ({ received: money, refunded }));
  const sums = {
    received: sum(revenue.map((day) => day.received)),
    refunded: sum(revenue.map((day) => day.refunded)),
  };
  const booked = revenueIn(events);
  return same(sums, booked)
    ? undefined
    : {
        happened:
          "The projections have come to their end, and the days' revenue does not add up to what the events say.",
        expected: booked,
        received: sums,
      };
}

function ordersIn(events: readonly RecordedEvent[]): Map<string, { readonly status: string; readonly total: number }> {
  const states = new Map<string, OrderState>();
  for (const event of events)
    states.set(
      event.streamId,
      orderFold.evolve(states.get(event.streamId) ?? orderFold.initialState(), event as RecordedEvent<NewOrderEvent>),
    );
  const orders = new Map<string, { readonly status: string; readonly total: number }>();
  for (const state of states.values())
    if (state.status !== "none") orders.set(state.orderId, { status: state.status, total: state.total });
  return orders;
}

function revenueIn(events: readonly RecordedEvent[]): { readonly received: number; readonly refunded: number } {
  const amounts = (type: OrderEvent["type"]): number[] =>
    events.filter((event) => event.type === type).map(({ data }) => (data as { readonly amount: number }).amount);
  return { received: sum(amounts("PaymentReceived")), refunded: sum(amounts("PaymentRefunded")) };
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
