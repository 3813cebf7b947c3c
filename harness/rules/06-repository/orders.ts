import {
  CommandRefused,
  orderFold,
  type Ids,
  type NewOrderEvent,
  type OrderAggregate,
  type OrderEvent,
  type OrderState,
  type RecordedEvent,
} from "eventlings";

const AT = "2026-01-15T09:00:00.000Z";
export const LINES = [{ sku: "mug", quantity: 1, unitPrice: 1_000 }];

/** An order as its aggregate should be, with few rules: those of lesson 5 are not judged here. */
export class TestOrder implements OrderAggregate {
  readonly #ids: Ids;
  #state: OrderState = orderFold.initialState();
  #version = 0;
  #uncommitted: NewOrderEvent[] = [];

  constructor(ids: Ids, history: readonly RecordedEvent<NewOrderEvent>[] = []) {
    this.#ids = ids;
    for (const event of history) {
      this.#state = orderFold.evolve(this.#state, event);
      this.#version = event.streamPosition;
    }
  }

  get state(): OrderState {
    return structuredClone(this.#state);
  }

  get version(): number {
    return this.#version;
  }

  uncommittedEvents(): readonly NewOrderEvent[] {
    return structuredClone(this.#uncommitted);
  }

  markCommitted(version: number): void {
    this.#version = version;
    this.#uncommitted = [];
  }

  place(data: { readonly orderId: string } & Partial<Parameters<OrderAggregate["place"]>[0]>): void {
    if (this.#state.status !== "none") throw new CommandRefused("ALREADY_PLACED", "The order is placed already.");
    const { orderId, customerId = "ada", lines = LINES } = data;
    const total = lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
    this.#raise({ type: "OrderPlaced", data: { orderId, customerId, lines, total, placedAt: AT } });
  }

  recordPayment({ amount }: { readonly amount: number }): void {
    this.#require("placed", "paid");
    this.#raise({ type: "PaymentReceived", data: { amount, paidAt: AT } });
  }

  ship({ trackingNumber }: { readonly trackingNumber: string }): void {
    this.#require("paid");
    this.#raise({ type: "OrderShipped", data: { trackingNumber, shippedAt: AT } });
  }

  cancel({ reason }: { readonly reason: string }): void {
    this.#require("placed", "paid");
    this.#raise({ type: "OrderCancelled", data: { reason, cancelledAt: AT } });
    if (this.#state.status !== "none" && this.#state.paid > 0)
      this.#raise({ type: "PaymentRefunded", data: { amount: this.#state.paid, refundedAt: AT } });
  }

  #require(...allowed: readonly OrderState["status"][]): void {
    if (!allowed.includes(this.#state.status))
      throw new CommandRefused("NOT_NOW", `The order's status is ${this.#state.status}.`);
  }

  #raise(event: OrderEvent): void {
    this.#state = orderFold.evolve(this.#state, event);
    // How much was stored when this was decided: a promise can tell whether it was stored right behind that.
    this.#uncommitted.push({ ...event, id: this.#ids.next(), metadata: { decidedOn: this.#version } });
  }
}

/** What an order's stream holds at first: it was placed, and paid for in this many payments. */
export function orderEvents(orderId: string, payments = 0): readonly NewOrderEvent[] {
  let last = 0;
  const ids: Ids = { next: () => `${orderId}-old-${String((last += 1))}` };
  const order = new TestOrder(ids);
  order.place({ orderId });
  for (let payment = 0; payment < payments; payment += 1) order.recordPayment({ amount: 500 });
  return order.uncommittedEvents();
}
