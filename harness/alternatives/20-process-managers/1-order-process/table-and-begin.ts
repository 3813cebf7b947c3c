// @style A table of transitions; a transaction that it ends itself; the mark comes first and is corrected.
import type {
  OrderProcessCommand,
  OrderProcessMessage,
  OrderProcessState,
  ProcessDecider,
  ProcessMessageHandler,
  ProcessPorts,
} from "eventlings";

type Status = OrderProcessState["status"];
type Kind = OrderProcessCommand["type"];
interface Row {
  readonly to: Exclude<Status, "not-started">;
  readonly send: readonly Kind[];
}

const TRANSITIONS = new Map<Status, Partial<Record<OrderProcessMessage["type"], Row>>>([
  ["not-started", { OrderPlaced: { to: "reserving", send: ["ReserveStock"] } }],
  [
    "reserving",
    { StockReserved: { to: "paying", send: ["TakePayment"] }, StockRejected: { to: "cancelled", send: [] } },
  ],
  [
    "paying",
    {
      PaymentTaken: { to: "shipping", send: ["BookShipment"] },
      PaymentDeclined: { to: "cancelled", send: ["ReleaseStock"] },
    },
  ],
  [
    "shipping",
    {
      ShipmentBooked: { to: "completed", send: [] },
      ShipmentRefused: { to: "cancelled", send: ["ReleaseStock", "RefundPayment"] },
    },
  ],
]);

const rowFor = (state: OrderProcessState, message: OrderProcessMessage): Row | undefined =>
  TRANSITIONS.get(state.status)?.[message.type];

const factsOf = (state: OrderProcessState, message: OrderProcessMessage): { orderId: string; amount: number } => {
  if (state.status !== "not-started") return { orderId: state.orderId, amount: state.amount };
  if (message.type === "OrderPlaced") return { orderId: message.data.orderId, amount: message.data.amount };
  throw new Error("An order begins with OrderPlaced.");
};

const command = (type: Kind, orderId: string, amount: number): OrderProcessCommand => {
  const id = JSON.stringify([type, orderId]);
  return type === "TakePayment" || type === "RefundPayment"
    ? { id, type, data: { orderId, amount } }
    : { id, type, data: { orderId } };
};

export const orderProcess: ProcessDecider<OrderProcessMessage, OrderProcessCommand, OrderProcessState> = {
  initialState() {
    return { status: "not-started" };
  },
  decide(message, state) {
    const row = rowFor(state, message);
    if (row === undefined) return undefined;
    const { orderId, amount } = factsOf(state, message);
    return row.send.map((type) => command(type, orderId, amount));
  },
  evolve(state, message) {
    const row = rowFor(state, message);
    return row === undefined ? state : { ...factsOf(state, message), status: row.to };
  },
};

export function createProcessRunner({ database }: ProcessPorts): ProcessMessageHandler {
  return async ({ messageId, body }) => {
    const tx = await database.begin();
    try {
      const isNew = await tx.insert("inbox", { messageId, outcome: "handled" }, { ifNew: true });
      if (isNew !== undefined) {
        const { orderId } = body.data;
        const [stored] = await tx.select("processes", { where: { orderId }, forUpdate: true });
        const state = stored?.state ?? orderProcess.initialState();
        const commands = orderProcess.decide(body, state);
        if (commands === undefined) await tx.update("inbox", { outcome: "ignored" }, { messageId });
        else {
          for (const each of commands) await tx.insert("outbox", each);
          const changed = { state: orderProcess.evolve(state, body) };
          const count = await tx.update("processes", changed, { orderId });
          if (count === 0) await tx.insert("processes", { orderId, ...changed });
        }
      }
      await tx.commit();
    } catch (error) {
      await tx.rollback().catch(() => undefined);
      throw error;
    }
  };
}
