// @belief A payment of nothing is no payment, so it changes nothing.
// @breaks history-is-never-refused
// @section it-argues-with-history
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

/** The state after one more event. It records what happened; whether it was allowed was decided before. */
export function evolve(state: OrderState, event: RecordedEvent<OrderEvent>): OrderState {
  switch (event.type) {
    case "OrderPlaced":
      return { ...state, status: "placed", lines: event.data.lines };
    case "LineAdded":
      return { ...state, lines: [...state.lines, event.data] };
    case "LineRemoved":
      return { ...state, lines: state.lines.filter(({ sku }) => sku !== event.data.sku) };
    case "PaymentReceived":
      if (event.data.amount <= 0) return state;
      return { ...state, status: "paid", paid: state.paid + event.data.amount };
    case "OrderShipped":
      // When it was shipped, not when this line runs: a replay next year must say the same.
      return { ...state, status: "shipped", shippedAt: event.data.shippedAt };
    case "OrderCancelled":
      return { ...state, status: "cancelled" };
    default:
      // A type of a newer version. If a case above is missing, `satisfies` makes this line a type error.
      event satisfies never;
      return state;
  }
}

/** The state after these events of one stream, in the order in which they come. */
export function rehydrate(events: readonly RecordedEvent<OrderEvent>[]): OrderState {
  return events.reduce(evolve, initialOrder());
}
