// @belief INSERT … ON CONFLICT DO UPDATE makes the row and changes it in one go, so nothing can come in between.
// @breaks duplicates-are-nothing
// @section replies-come-twice
import type {
  OrderProcessCommand,
  OrderProcessMessage,
  OrderProcessState,
  ProcessDecider,
  ProcessMessageHandler,
  ProcessPorts,
} from "eventlings";

/** What follows from one message. */
interface Reaction {
  readonly next: OrderProcessState;
  readonly commands: readonly OrderProcessCommand[];
}

/** What happens to an order, step by step. */
export const orderProcess: ProcessDecider<OrderProcessMessage, OrderProcessCommand, OrderProcessState> = {
  initialState: () => ({ status: "not-started" }),
  decide: (message, state) => reactTo(message, state)?.commands,
  evolve: (state, message) => reactTo(message, state)?.next ?? state,
};

/** One table for both functions, so that they cannot disagree. The state is asked first: it knows what it waits for. */
function reactTo(message: OrderProcessMessage, state: OrderProcessState): Reaction | undefined {
  if (state.status === "not-started") {
    if (message.type !== "OrderPlaced") return undefined;
    const { orderId, amount } = message.data;
    return { next: { status: "reserving", orderId, amount }, commands: [commandsFor(orderId, amount).reserveStock] };
  }
  const ask = commandsFor(state.orderId, state.amount);
  const then = (status: typeof state.status, ...commands: OrderProcessCommand[]): Reaction => ({
    next: { ...state, status },
    commands,
  });
  switch (`${state.status}, ${message.type}`) {
    case "reserving, StockReserved":
      return then("paying", ask.takePayment);
    case "reserving, StockRejected":
      return then("cancelled");
    case "paying, PaymentTaken":
      return then("shipping", ask.bookShipment);
    case "paying, PaymentDeclined":
      return then("cancelled", ask.releaseStock);
    case "shipping, ShipmentBooked":
      return then("completed");
    case "shipping, ShipmentRefused":
      return then("cancelled", ask.refundPayment, ask.releaseStock);
    default:
      return undefined;
  }
}

/** An order has each command once, so the order and the kind of command are a name for it. */
const commandsFor = (orderId: string, amount: number) =>
  ({
    reserveStock: { id: `${orderId}/reserve-stock`, type: "ReserveStock", data: { orderId } },
    takePayment: { id: `${orderId}/take-payment`, type: "TakePayment", data: { orderId, amount } },
    bookShipment: { id: `${orderId}/book-shipment`, type: "BookShipment", data: { orderId } },
    refundPayment: { id: `${orderId}/refund-payment`, type: "RefundPayment", data: { orderId, amount } },
    releaseStock: { id: `${orderId}/release-stock`, type: "ReleaseStock", data: { orderId } },
  }) as const satisfies Record<string, OrderProcessCommand>;

/** Runs the processes of all orders. */
export function createProcessRunner({ database }: ProcessPorts): ProcessMessageHandler {
  return ({ messageId, body }) =>
    database.transaction(async (tx) => {
      const { orderId } = body.data;
      // The lock makes the replies to one order take turns: the second one sees what the first has changed.
      const [row] = await tx.select("processes", { where: { orderId }, forUpdate: true });
      const state = row?.state ?? orderProcess.initialState();
      const commands = orderProcess.decide(body, state);

      const outcome = commands === undefined ? "ignored" : "handled";
      const mark = await tx.insert("inbox", { messageId, outcome }, { ifNew: true });
      if (mark === undefined || commands === undefined) return;

      const next = orderProcess.evolve(state, body);
      const isNew = (await tx.insert("processes", { orderId, state: next }, { ifNew: true })) !== undefined;
      if (!isNew) await tx.update("processes", { state: next }, { orderId });
      for (const command of commands) await tx.insert("outbox", command, { ifNew: true });
    });
}
