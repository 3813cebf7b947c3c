// @style The table itself as data: a cell for each command and state is a code, or a function that gives the events.
import {
  CommandRefused,
  type OrderCommand,
  type OrderEvent,
  type OrderLine,
  type OrderRefusal,
  type OrderState,
} from "eventlings";

type Known = Exclude<OrderState, { readonly status: "none" }>;
type Data = Record<string, unknown> & { readonly at: string };
type Cell = OrderRefusal | ((data: Data, order: Known) => readonly object[]);

const refuse = (code: OrderRefusal): never => {
  throw new CommandRefused(code, `Refused: ${code.toLowerCase().replaceAll("_", " ")}.`);
};

interface Line {
  readonly quantity: number;
  readonly unitPrice: number;
}

const named = ({ sku, quantity, unitPrice }: OrderLine): OrderLine => ({ sku, quantity, unitPrice });

/** In whole numbers of any size; whether it fits into a number is asked at the end. */
function priceOf(lines: readonly Line[]): number {
  if (lines.length < 1) refuse("NO_LINES");
  if (!lines.every(({ quantity, unitPrice }) => Number.isInteger(quantity) && Number.isInteger(unitPrice)))
    refuse("INVALID_LINE");
  if (lines.some(({ quantity, unitPrice }) => quantity <= 0 || unitPrice < 0)) refuse("INVALID_LINE");
  const sum = lines.map(({ quantity, unitPrice }) => BigInt(quantity) * BigInt(unitPrice)).reduce((a, b) => a + b, 0n);
  return sum > BigInt(Number.MAX_SAFE_INTEGER) ? refuse("TOTAL_TOO_LARGE") : Number(sum);
}

const placeNew: Cell = ({ at, lines, customerId, orderId }) => [
  {
    type: "OrderPlaced",
    data: {
      placedAt: at,
      total: priceOf(lines as Line[]),
      lines: (lines as OrderLine[]).map(named),
      customerId,
      orderId,
    },
  },
];
const takeMoney: Cell = ({ amount, at }, order) =>
  amount === order.total ? [{ type: "PaymentReceived", data: { paidAt: at, amount } }] : refuse("WRONG_AMOUNT");
const handOver: Cell = ({ trackingNumber, at }) => [{ type: "OrderShipped", data: { trackingNumber, shippedAt: at } }];
const callOff: Cell = ({ reason, at }, order) =>
  [
    { type: "OrderCancelled", data: { reason, cancelledAt: at } },
    { type: "PaymentRefunded", data: { amount: order.paid, refundedAt: at } },
  ].slice(0, order.status === "paid" ? 2 : 1);

const CELLS: Record<OrderCommand["type"], Record<OrderState["status"], Cell>> = {
  PlaceOrder: {
    none: placeNew,
    placed: "ALREADY_PLACED",
    paid: "ALREADY_PLACED",
    shipped: "ALREADY_PLACED",
    cancelled: "ALREADY_PLACED",
  },
  RecordPayment: {
    none: "NOT_PLACED",
    placed: takeMoney,
    paid: "ALREADY_PAID",
    shipped: "ALREADY_PAID",
    cancelled: "CANCELLED",
  },
  ShipOrder: {
    none: "NOT_PLACED",
    placed: "NOT_PAID",
    paid: handOver,
    shipped: "ALREADY_SHIPPED",
    cancelled: "CANCELLED",
  },
  CancelOrder: {
    none: "NOT_PLACED",
    placed: callOff,
    paid: callOff,
    shipped: "ALREADY_SHIPPED",
    cancelled: () => [],
  },
};

export function decideOrder(command: OrderCommand, state: OrderState): readonly OrderEvent[] {
  const cell = CELLS[command.type][state.status];
  if (typeof cell === "string") return refuse(cell);
  return cell(command.data as unknown as Data, state as Known) as OrderEvent[];
}
