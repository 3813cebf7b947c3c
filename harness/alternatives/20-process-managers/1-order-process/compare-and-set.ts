// @style One class a state; no row lock: the update says which state it was decided in, and fails where that has passed.
import type {
  OrderProcessCommand,
  OrderProcessMessage,
  OrderProcessState,
  ProcessDecider,
  ProcessMessageHandler,
  ProcessPorts,
} from "eventlings";

type Running = Extract<OrderProcessState, { readonly orderId: string }>;
type Step = readonly [Running["status"], ...OrderProcessCommand[]] | undefined;

class Order {
  readonly #orderId: string;
  readonly #amount: number;

  constructor(orderId: string, amount: number) {
    this.#orderId = orderId;
    this.#amount = amount;
  }

  #plain(type: "ReserveStock" | "BookShipment" | "ReleaseStock"): OrderProcessCommand {
    return { id: `${type}-${this.#orderId}`, type, data: { orderId: this.#orderId } };
  }

  #money(type: "TakePayment" | "RefundPayment"): OrderProcessCommand {
    return { id: `${type}-${this.#orderId}`, type, data: { orderId: this.#orderId, amount: this.#amount } };
  }

  step(status: OrderProcessState["status"], heard: string): Step {
    if (status === "not-started") return ["reserving", this.#plain("ReserveStock")];
    if (status === "reserving" && heard === "StockReserved") return ["paying", this.#money("TakePayment")];
    if (status === "reserving" && heard === "StockRejected") return ["cancelled"];
    if (status === "paying" && heard === "PaymentTaken") return ["shipping", this.#plain("BookShipment")];
    if (status === "paying" && heard === "PaymentDeclined") return ["cancelled", this.#plain("ReleaseStock")];
    if (status === "shipping" && heard === "ShipmentBooked") return ["completed"];
    if (status === "shipping" && heard === "ShipmentRefused")
      return ["cancelled", this.#money("RefundPayment"), this.#plain("ReleaseStock")];
    return undefined;
  }
}

const stepOf = (state: OrderProcessState, message: OrderProcessMessage): Step => {
  if (state.status !== "not-started") return new Order(state.orderId, state.amount).step(state.status, message.type);
  if (message.type !== "OrderPlaced") return undefined;
  return new Order(message.data.orderId, message.data.amount).step(state.status, message.type);
};

export const orderProcess: ProcessDecider<OrderProcessMessage, OrderProcessCommand, OrderProcessState> = {
  initialState: () => ({ status: "not-started" }),
  decide: (message, state) => stepOf(state, message)?.slice(1) as readonly OrderProcessCommand[] | undefined,
  evolve: (state, message) => {
    const [status] = stepOf(state, message) ?? [];
    if (status === undefined) return state;
    if (state.status !== "not-started") return { ...state, status };
    const { orderId, amount } = message.data as Running;
    return { status, orderId, amount };
  },
};

export function createProcessRunner({ database }: ProcessPorts): ProcessMessageHandler {
  return async ({ messageId, body }) => {
    const { orderId } = body.data;
    const [known] = await database.select("inbox", { where: { messageId } });
    if (known !== undefined) return;
    await database.transaction(
      async (tx) => {
        const [row] = await tx.select("processes", { where: { orderId } });
        const state = row?.state ?? orderProcess.initialState();
        const commands = orderProcess.decide(body, state);
        if (commands === undefined) {
          await tx.insert("inbox", { messageId, outcome: "ignored" }, { ifNew: true });
          return;
        }
        await tx.insert("inbox", { messageId, outcome: "handled" });
        const next = orderProcess.evolve(state, body);
        if (row === undefined) await tx.insert("processes", { orderId, state: next });
        // Under repeatable read, a row that someone has changed meanwhile is a 40001: the message comes again.
        else await tx.update("processes", { state: next }, { orderId });
        for (const command of commands) await tx.insert("outbox", command);
      },
      { isolation: "repeatable read" },
    );
  };
}
