// @belief The initial state is a constant, so one object serves every order.
// @breaks nothing-from-outside, inputs-unchanged
// @section it-changes-what-it-was-given
import type { NewEvent, RecordedEvent } from "eventlings";

/** Prices are in minor units: 1250 is 12.50. */
export interface OrderLine {
  readonly sku: string;
  readonly quantity: number;
  readonly unitPrice: number;
}

/** What can happen to an order, and what it changes. What a comment does not name stays as it was. */
export type OrderEvent =
  /** `status` is "placed", and these are the `lines`. */
  | NewEvent<"OrderPlaced", { readonly lines: readonly OrderLine[] }>
  /** One more line, after the others. */
  | NewEvent<"LineAdded", OrderLine>
  /** Every line with this `sku` is gone. There may be none. */
  | NewEvent<"LineRemoved", { readonly sku: string }>
  /** `status` is "paid", and `paid` grows by the amount. */
  | NewEvent<"PaymentReceived", { readonly amount: number }>
  /** `status` is "shipped", and `shippedAt` says when. */
  | NewEvent<"OrderShipped", { readonly shippedAt: string }>
  /** `status` is "cancelled". */
  | NewEvent<"OrderCancelled", { readonly reason: string }>;

export interface OrderState {
  readonly status: "none" | "placed" | "paid" | "shipped" | "cancelled";
  readonly lines: readonly OrderLine[];
  readonly paid: number;
  readonly shippedAt: string | null;
}

/** An order of which nothing has happened yet. */
export function initialOrder(): OrderState {
  return { status: "none", lines: [], paid: 0, shippedAt: null };
}

type Mutable = { -readonly [Key in keyof OrderState]: OrderState[Key] };

const start = initialOrder();

/** The state after one more event. */
export function evolve(current: OrderState, event: RecordedEvent<OrderEvent>): OrderState {
  const state = current as Mutable;
  switch (event.type) {
    case "OrderPlaced":
      state.status = "placed";
      state.lines = event.data.lines;
      break;
    case "LineAdded":
      state.lines = [...state.lines, event.data];
      break;
    case "LineRemoved":
      state.lines = state.lines.filter(({ sku }) => sku !== event.data.sku);
      break;
    case "PaymentReceived":
      state.status = "paid";
      state.paid += event.data.amount;
      break;
    case "OrderShipped":
      state.status = "shipped";
      state.shippedAt = event.data.shippedAt;
      break;
    case "OrderCancelled":
      state.status = "cancelled";
      break;
  }
  return state;
}

/** The state after these events of one stream, in the order in which they come. */
export function rehydrate(events: readonly RecordedEvent<OrderEvent>[]): OrderState {
  return events.reduce(evolve, start);
}
