// @style Relies on the state to know a repeat, and only notes what became of a message; one function a state.
import type {
  OrderProcessCommand,
  OrderProcessMessage,
  OrderProcessState,
  ProcessDecider,
  ProcessMessageHandler,
  ProcessPorts,
} from "eventlings";

interface Next {
  readonly state: OrderProcessState;
  readonly commands: OrderProcessCommand[];
}

type React = (message: OrderProcessMessage, orderId: string, amount: number) => Next | undefined;

const end: React = () => undefined;

const when: Record<OrderProcessState["status"], React> = {
  "not-started": (message) => {
    if (message.type !== "OrderPlaced") return undefined;
    const { orderId, amount } = message.data;
    return {
      state: { status: "reserving", orderId, amount },
      commands: [{ id: `reserve ${orderId}`, type: "ReserveStock", data: { orderId } }],
    };
  },
  reserving: (message, orderId, amount) => {
    if (message.type === "StockRejected") return { state: { status: "cancelled", orderId, amount }, commands: [] };
    if (message.type !== "StockReserved") return undefined;
    return {
      state: { status: "paying", orderId, amount },
      commands: [{ id: `pay ${orderId}`, type: "TakePayment", data: { orderId, amount } }],
    };
  },
  paying: (message, orderId, amount) => {
    if (message.type === "PaymentDeclined")
      return {
        state: { status: "cancelled", orderId, amount },
        commands: [{ id: `release ${orderId}`, type: "ReleaseStock", data: { orderId } }],
      };
    if (message.type !== "PaymentTaken") return undefined;
    return {
      state: { status: "shipping", orderId, amount },
      commands: [{ id: `ship ${orderId}`, type: "BookShipment", data: { orderId } }],
    };
  },
  shipping: (message, orderId, amount) => {
    if (message.type === "ShipmentBooked") return { state: { status: "completed", orderId, amount }, commands: [] };
    if (message.type !== "ShipmentRefused") return undefined;
    return {
      state: { status: "cancelled", orderId, amount },
      commands: [
        { id: `refund ${orderId}`, type: "RefundPayment", data: { orderId, amount } },
        { id: `release ${orderId}`, type: "ReleaseStock", data: { orderId } },
      ],
    };
  },
  completed: end,
  cancelled: end,
};

const next = (message: OrderProcessMessage, state: OrderProcessState): Next | undefined =>
  state.status === "not-started"
    ? when["not-started"](message, "", 0)
    : when[state.status](message, state.orderId, state.amount);

export const orderProcess: ProcessDecider<OrderProcessMessage, OrderProcessCommand, OrderProcessState> = {
  initialState: () => ({ status: "not-started" }),
  decide: (message, state) => next(message, state)?.commands,
  evolve: (state, message) => next(message, state)?.state ?? state,
};

export function createProcessRunner({ database }: ProcessPorts): ProcessMessageHandler {
  return async ({ messageId, body }) =>
    await database.transaction(async (tx) => {
      const { orderId } = body.data;
      if (body.type === "OrderPlaced")
        await tx.insert("processes", { orderId, state: orderProcess.initialState() }, { ifNew: true });
      const [row] = await tx.select("processes", { where: { orderId }, forUpdate: true });
      const state = row?.state ?? orderProcess.initialState();
      const decided = orderProcess.decide(body, state);
      if (decided !== undefined) {
        await tx.update("processes", { state: orderProcess.evolve(state, body) }, { orderId });
        for (const command of decided) await tx.insert("outbox", command, { ifNew: true });
      }
      await tx.insert("inbox", { messageId, outcome: decided ? "handled" : "ignored" }, { ifNew: true });
    });
}
