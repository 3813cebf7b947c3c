// @style A table of handlers by type, each giving the part that changes; a frozen start; recursion from the end.
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

type Handlers = {
  readonly [Type in OrderEvent["type"]]: (
    data: Extract<OrderEvent, { type: Type }>["data"],
    state: OrderState,
  ) => Partial<OrderState>;
};

const handlers: Handlers = {
  OrderPlaced: ({ lines }) => ({ status: "placed", lines }),
  LineAdded: (line, { lines }) => ({ lines: lines.concat(line) }),
  LineRemoved: ({ sku }, { lines }) => ({ lines: lines.flatMap((line) => (line.sku === sku ? [] : [line])) }),
  PaymentReceived: ({ amount }, { paid }) => ({ status: "paid", paid: paid + amount }),
  OrderShipped: ({ shippedAt }) => ({ status: "shipped", shippedAt }),
  OrderCancelled: () => ({ status: "cancelled" }),
};

const START: OrderState = Object.freeze({ ...initialOrder(), lines: Object.freeze([]) });

export function evolve(state: OrderState, { type, data }: RecordedEvent<OrderEvent>): OrderState {
  if (!Object.hasOwn(handlers, type)) return state;
  const handler = handlers[type] as (data: unknown, state: OrderState) => Partial<OrderState>;
  return Object.freeze({ ...state, ...handler(data, state) });
}

export function rehydrate(events: readonly RecordedEvent<OrderEvent>[]): OrderState {
  const last = events.at(-1);
  return last === undefined ? START : evolve(rehydrate(events.slice(0, -1)), last);
}
