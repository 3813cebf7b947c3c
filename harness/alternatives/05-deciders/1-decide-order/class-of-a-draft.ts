// @style A class that works on a private copy of the order, collects events, and checks the command before the state.
import { CommandRefused, type OrderCommand, type OrderEvent, type OrderLine, type OrderState } from "eventlings";

class Refusal extends CommandRefused {
  constructor(code: string) {
    super(code, `The order says no: ${code}`);
    this.name = "Refusal";
  }
}

class Decision {
  readonly events: OrderEvent[] = [];
  #order: OrderState;

  constructor(order: OrderState) {
    this.#order = structuredClone(order);
  }

  place(command: Extract<OrderCommand, { type: "PlaceOrder" }>): void {
    const { lines } = command.data;
    if (lines.length === 0) throw new Refusal("NO_LINES");
    const sum = lines.reduce((total, line) => total + this.#price(line), 0);
    if (!Number.isSafeInteger(sum)) throw new Refusal("TOTAL_TOO_LARGE");
    if (this.#order.status !== "none") throw new Refusal("ALREADY_PLACED");
    this.events.push({
      type: "OrderPlaced",
      data: {
        orderId: command.data.orderId,
        customerId: command.data.customerId,
        lines: lines.map(({ sku, quantity, unitPrice }) => ({ unitPrice, quantity, sku })),
        total: sum,
        placedAt: command.data.at,
      },
    });
  }

  pay(amount: number, paidAt: string): void {
    const order = this.#known();
    if (order.status === "cancelled") throw new Refusal("CANCELLED");
    if (order.status !== "placed") throw new Refusal("ALREADY_PAID");
    if (!Object.is(amount, order.total)) throw new Refusal("WRONG_AMOUNT");
    this.events.push({ type: "PaymentReceived", data: { amount, paidAt } });
  }

  ship(trackingNumber: string, shippedAt: string): void {
    const order = this.#known();
    const problem = { placed: "NOT_PAID", shipped: "ALREADY_SHIPPED", cancelled: "CANCELLED", paid: "" }[order.status];
    if (problem !== "") throw new Refusal(problem);
    this.events.push({ type: "OrderShipped", data: { trackingNumber, shippedAt } });
  }

  cancel(reason: string, at: string): void {
    const order = this.#known();
    if (order.status === "shipped") throw new Refusal("ALREADY_SHIPPED");
    if (order.status === "cancelled") return;
    this.events.push({ type: "OrderCancelled", data: { reason, cancelledAt: at } });
    // Its own copy: it may change that as it likes.
    if (order.paid > 0) this.events.push({ type: "PaymentRefunded", data: { amount: order.paid, refundedAt: at } });
    this.#order = { ...order, status: "cancelled", paid: 0 };
  }

  #price({ quantity, unitPrice }: OrderLine): number {
    if (!Number.isSafeInteger(quantity) || quantity < 1) throw new Refusal("INVALID_LINE");
    if (!Number.isSafeInteger(unitPrice) || unitPrice < 0) throw new Refusal("INVALID_LINE");
    return quantity * unitPrice;
  }

  #known(): Exclude<OrderState, { status: "none" }> {
    if (this.#order.status === "none") throw new Refusal("NOT_PLACED");
    return this.#order;
  }
}

export function decideOrder(command: OrderCommand, state: OrderState): readonly OrderEvent[] {
  const decision = new Decision(state);
  if (command.type === "PlaceOrder") decision.place(command);
  else if (command.type === "RecordPayment") decision.pay(command.data.amount, command.data.at);
  else if (command.type === "ShipOrder") decision.ship(command.data.trackingNumber, command.data.at);
  else decision.cancel(command.data.reason, command.data.at);
  return Object.freeze(decision.events);
}
