import type { DomainEvent } from "./decider.ts";
import type { NewEvent } from "./event.ts";
import type { Fold } from "./fold.ts";

/** A line of an order. The price is in minor units and whole: 1250 is 12.50. */
export interface OrderLine {
  readonly sku: string;
  readonly quantity: number;
  readonly unitPrice: number;
}

/** What someone asks of an order. `at` says when it was asked, in ISO 8601: a decision asks no clock. */
export type OrderCommand =
  | {
      readonly type: "PlaceOrder";
      readonly data: {
        readonly orderId: string;
        readonly customerId: string;
        /** With the shop's own prices. There is no total: the shop does its sums itself. */
        readonly lines: readonly OrderLine[];
        readonly at: string;
      };
    }
  | { readonly type: "RecordPayment"; readonly data: { readonly amount: number; readonly at: string } }
  | { readonly type: "ShipOrder"; readonly data: { readonly trackingNumber: string; readonly at: string } }
  | { readonly type: "CancelOrder"; readonly data: { readonly reason: string; readonly at: string } };

/** What happens to an order. Amounts are in minor units, times in ISO 8601. */
export type OrderEvent =
  | DomainEvent<
      "OrderPlaced",
      {
        readonly orderId: string;
        readonly customerId: string;
        readonly lines: readonly OrderLine[];
        readonly total: number;
        readonly placedAt: string;
      }
    >
  | DomainEvent<"PaymentReceived", { readonly amount: number; readonly paidAt: string }>
  | DomainEvent<"OrderShipped", { readonly trackingNumber: string; readonly shippedAt: string }>
  | DomainEvent<"OrderCancelled", { readonly reason: string; readonly cancelledAt: string }>
  /** The money goes back: all that was paid. */
  | DomainEvent<"PaymentRefunded", { readonly amount: number; readonly refundedAt: string }>;

/** An order's event with its identity, as it is appended. Recorded, it is a `RecordedEvent<NewOrderEvent>`. */
export type NewOrderEvent = OrderEvent & Pick<NewEvent, "id" | "metadata">;

/** What a decision needs to know of an order. */
export type OrderState =
  | { readonly status: "none" }
  | {
      readonly status: "placed" | "paid" | "shipped" | "cancelled";
      readonly orderId: string;
      readonly customerId: string;
      readonly lines: readonly OrderLine[];
      readonly total: number;
      /** What was received and not refunded. */
      readonly paid: number;
    };

/** How an order's state follows from its events. An event that it does not know leaves the state as it is. */
export const orderFold: Fold<OrderState, OrderEvent> = {
  initialState: () => ({ status: "none" }),
  evolve(state, event) {
    if (event.type === "OrderPlaced") {
      const { orderId, customerId, lines, total } = event.data;
      return { status: "placed", orderId, customerId, lines, total, paid: 0 };
    }
    // A stream whose beginning is gone tells too little: what follows cannot be placed anywhere.
    if (state.status === "none") return state;
    switch (event.type) {
      case "PaymentReceived":
        return { ...state, status: "paid", paid: state.paid + event.data.amount };
      case "OrderShipped":
        return { ...state, status: "shipped" };
      case "OrderCancelled":
        return { ...state, status: "cancelled" };
      case "PaymentRefunded":
        return { ...state, paid: state.paid - event.data.amount };
      default:
        return state;
    }
  },
};

const ORDER_STREAM = "order-";

/** The one place that knows how an order's stream is named: `"42"` is in `"order-42"`. */
export const orderStream = (orderId: string): string => `${ORDER_STREAM}${orderId}`;

/** Whose stream it is: `"order-42"` is that of order `"42"`. `undefined` where it is not an order's. */
export const orderIdOf = (streamId: string): string | undefined =>
  streamId.startsWith(ORDER_STREAM) ? streamId.slice(ORDER_STREAM.length) : undefined;
