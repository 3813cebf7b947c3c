// @style One function for each state instead of each command; generators give the events; limits are checked as it adds up.
import { CommandRefused, type OrderCommand, type OrderEvent, type OrderState } from "eventlings";

type Order = Exclude<OrderState, { readonly status: "none" }>;
const no = (code: string): CommandRefused => new CommandRefused(code, code);

function* fresh(command: OrderCommand): Generator<OrderEvent> {
  if (command.type !== "PlaceOrder") throw no("NOT_PLACED");
  const { orderId, customerId, lines, at: placedAt } = command.data;
  let total = 0;
  let count = 0;
  for (const line of lines) {
    count++;
    for (const [value, least] of [
      [line.quantity, 1],
      [line.unitPrice, 0],
    ] as const)
      if (!Number.isInteger(value) || value < least) throw no("INVALID_LINE");
    // Is there still room for this line? Asked before it is added, so nothing is ever rounded.
    if (line.unitPrice > (Number.MAX_SAFE_INTEGER - total) / line.quantity) throw no("TOTAL_TOO_LARGE");
    total = total + line.unitPrice * line.quantity;
  }
  if (count === 0) throw no("NO_LINES");
  yield {
    type: "OrderPlaced",
    data: {
      orderId,
      customerId,
      lines: [...lines].map(({ sku, quantity, unitPrice }) => ({ sku, quantity, unitPrice })),
      total,
      placedAt,
    },
  };
}

function* open({ total }: Order, command: OrderCommand): Generator<OrderEvent> {
  if (command.type === "PlaceOrder") throw no("ALREADY_PLACED");
  if (command.type === "ShipOrder") throw no("NOT_PAID");
  if (command.type === "CancelOrder") yield cancelled(command.data);
  else if (command.data.amount === total)
    yield { type: "PaymentReceived", data: { amount: total, paidAt: command.data.at } };
  else throw no("WRONG_AMOUNT");
}

function* settled({ paid }: Order, command: OrderCommand): Generator<OrderEvent> {
  if (command.type === "PlaceOrder") throw no("ALREADY_PLACED");
  if (command.type === "RecordPayment") throw no("ALREADY_PAID");
  const { at } = command.data;
  if (command.type === "ShipOrder") {
    yield { type: "OrderShipped", data: { trackingNumber: command.data.trackingNumber, shippedAt: at } };
    return;
  }
  yield cancelled(command.data);
  yield { type: "PaymentRefunded", data: { amount: paid, refundedAt: at } };
}

const cancelled = ({ reason, at }: { readonly reason: string; readonly at: string }): OrderEvent => ({
  type: "OrderCancelled",
  data: { reason, cancelledAt: at },
});

export function decideOrder(command: OrderCommand, state: OrderState): readonly OrderEvent[] {
  if (state.status === "none") return [...fresh(command)];
  if (state.status === "placed") return [...open(state, command)];
  if (state.status === "paid") return [...settled(state, command)];
  if (command.type === "PlaceOrder") throw no("ALREADY_PLACED");
  if (state.status === "cancelled") {
    if (command.type === "CancelOrder") return [];
    throw no("CANCELLED");
  }
  throw no(command.type === "RecordPayment" ? "ALREADY_PAID" : "ALREADY_SHIPPED");
}
