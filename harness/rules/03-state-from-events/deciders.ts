import type { Decider, DomainEvent } from "eventlings";

// What the specifications of the rules are about: deciders without a fault, and deciders that do one thing.

export type OrderEvent =
  | DomainEvent<"OrderPlaced", { readonly total: number }>
  | DomainEvent<"PaymentReceived", { readonly amount: number }>
  | DomainEvent<"OrderPaid", Record<string, never>>;
export type PayOrder = { readonly type: "PayOrder"; readonly amount: number };
interface Order {
  readonly placed: boolean;
  readonly due: number;
}

export class Refused extends Error {
  readonly code: string;

  constructor(code: string, message = code.toLowerCase()) {
    super(message);
    this.code = code;
  }
}

export const placed = (total: number): OrderEvent => ({ type: "OrderPlaced", data: { total } });
export const received = (amount: number): OrderEvent => ({ type: "PaymentReceived", data: { amount } });
export const orderPaid: OrderEvent = { type: "OrderPaid", data: {} };
export const pay = (amount: number): PayOrder => ({ type: "PayOrder", amount });

/** A decider without a fault: an order can be paid in parts. */
export const orders: Decider<PayOrder, OrderEvent, Order> = {
  initialState: () => ({ placed: false, due: 0 }),
  evolve(state, event) {
    if (event.type === "OrderPlaced") return { placed: true, due: event.data.total };
    if (event.type === "PaymentReceived") return { ...state, due: state.due - event.data.amount };
    return state;
  },
  decide({ amount }, { placed, due }) {
    if (!placed) throw new Refused("NOT_PLACED");
    if (amount > due) throw new Refused("TOO_MUCH");
    if (amount === 0) return [];
    return amount < due ? [received(amount)] : [received(amount), orderPaid];
  },
};

/** Decides on these events, whatever the command is. */
export const deciding = <Event extends DomainEvent>(...events: readonly Event[]): Decider<string, Event, null> => ({
  initialState: () => null,
  evolve: () => null,
  decide: () => events,
});

/** Refuses every command with this error. */
export const refusing = (error: unknown): Decider<string, DomainEvent, null> => ({
  ...deciding(),
  decide() {
    throw error;
  },
});

export const itemAdded = (data: unknown = { sku: "mug" }): DomainEvent => ({ type: "ItemAdded", data });
export const couponUsed: DomainEvent = { type: "CouponUsed", data: { code: "SPRING" } };
