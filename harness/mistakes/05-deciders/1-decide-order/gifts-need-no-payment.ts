// @belief Who owes nothing has paid.
// @breaks refused-by-its-code
// @section every-state-every-command
import {
  CommandRefused,
  type DataOf,
  type OrderCommand,
  type OrderEvent,
  type OrderLine,
  type OrderRefusal,
  type OrderState,
} from "eventlings";

/** The rules of an order: what follows from a command in this state. */
export function decideOrder(command: OrderCommand, state: OrderState): readonly OrderEvent[] {
  switch (command.type) {
    case "PlaceOrder":
      return place(command.data, state);
    case "RecordPayment":
      return recordPayment(command.data, state);
    case "ShipOrder":
      return ship(command.data, state);
    case "CancelOrder":
      return cancel(command.data, state);
  }
}

// One function a row of the table, one case a cell: a case that is missing is a type error.

function place({ orderId, customerId, lines, at }: DataOf<"PlaceOrder">, state: OrderState): readonly OrderEvent[] {
  if (state.status !== "none") throw refused("ALREADY_PLACED");
  // Field by field, in the lines as well: whatever else the request brought along (a total, a discount) stays outside.
  const data = { orderId, customerId, lines: lines.map(toLine), total: totalOf(lines), placedAt: at };
  return [{ type: "OrderPlaced", data }];
}

function recordPayment({ amount, at }: DataOf<"RecordPayment">, state: OrderState): readonly OrderEvent[] {
  switch (state.status) {
    case "none":
      throw refused("NOT_PLACED");
    case "placed":
      // Unequal is all that is asked: NaN is unequal to everything, and "too little" would let it pass.
      if (amount !== state.total) throw refused("WRONG_AMOUNT");
      return [{ type: "PaymentReceived", data: { amount, paidAt: at } }];
    case "paid":
    case "shipped":
      throw refused("ALREADY_PAID");
    case "cancelled":
      throw refused("CANCELLED");
  }
}

function ship({ trackingNumber, at }: DataOf<"ShipOrder">, state: OrderState): readonly OrderEvent[] {
  switch (state.status) {
    case "none":
      throw refused("NOT_PLACED");
    case "placed":
      if (state.total > 0) throw refused("NOT_PAID");
      return [{ type: "OrderShipped", data: { trackingNumber, shippedAt: at } }];
    case "paid":
      return [{ type: "OrderShipped", data: { trackingNumber, shippedAt: at } }];
    case "shipped":
      throw refused("ALREADY_SHIPPED");
    case "cancelled":
      throw refused("CANCELLED");
  }
}

function cancel({ reason, at }: DataOf<"CancelOrder">, state: OrderState): readonly OrderEvent[] {
  const cancelled: OrderEvent = { type: "OrderCancelled", data: { reason, cancelledAt: at } };
  switch (state.status) {
    case "none":
      throw refused("NOT_PLACED");
    case "placed":
      return [cancelled];
    case "paid":
      return [cancelled, { type: "PaymentRefunded", data: { amount: state.paid, refundedAt: at } }];
    case "shipped":
      throw refused("ALREADY_SHIPPED");
    case "cancelled":
      return []; // It is so already: nothing to refuse, and nothing new to tell.
  }
}

const toLine = ({ sku, quantity, unitPrice }: OrderLine): OrderLine => ({ sku, quantity, unitPrice });

/** In minor units, from whole numbers only: so no step of the sum is rounded. */
function totalOf(lines: readonly OrderLine[]): number {
  if (lines.length === 0) throw refused("NO_LINES");
  let total = 0;
  for (const { quantity, unitPrice } of lines) {
    const isValid = Number.isSafeInteger(quantity) && quantity > 0 && Number.isSafeInteger(unitPrice) && unitPrice >= 0;
    if (!isValid) throw refused("INVALID_LINE");
    total += quantity * unitPrice;
  }
  // The parts only ever add up: if one of them was too large, so is the total.
  if (total > Number.MAX_SAFE_INTEGER) throw refused("TOTAL_TOO_LARGE");
  return total;
}

/** The code is for programs. The message is for people, and anyone may reword it. */
const refused = (code: OrderRefusal): CommandRefused => new CommandRefused(code, `The order says no: ${code}.`);
