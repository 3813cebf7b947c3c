// @style A class that folds a private draft; copies are made with structuredClone, and a loop replays.
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

type Draft = { -readonly [Key in keyof OrderState]: OrderState[Key] } & { lines: OrderLine[] };

class Order {
  readonly #draft: Draft;

  constructor(state: OrderState) {
    this.#draft = structuredClone(state) as Draft;
  }

  apply(event: RecordedEvent<OrderEvent>): this {
    const draft = this.#draft;
    if (event.type === "OrderPlaced") {
      draft.status = "placed";
      draft.lines = structuredClone(event.data.lines) as OrderLine[];
    } else if (event.type === "LineAdded") {
      draft.lines.push({ ...event.data });
    } else if (event.type === "LineRemoved") {
      for (let index = draft.lines.length - 1; index >= 0; index -= 1) {
        if (draft.lines[index]?.sku === event.data.sku) draft.lines.splice(index, 1);
      }
    } else if (event.type === "PaymentReceived") {
      draft.status = "paid";
      draft.paid += event.data.amount;
    } else if (event.type === "OrderShipped") {
      draft.status = "shipped";
      draft.shippedAt = event.data.shippedAt;
    } else if (event.type === "OrderCancelled") {
      draft.status = "cancelled";
    }
    return this;
  }

  state(): OrderState {
    return this.#draft;
  }
}

export function evolve(state: OrderState, event: RecordedEvent<OrderEvent>): OrderState {
  return new Order(state).apply(event).state();
}

export function rehydrate(events: readonly RecordedEvent<OrderEvent>[]): OrderState {
  const order = new Order(initialOrder());
  for (const event of events) order.apply(event);
  return order.state();
}
