// @style A class; locks the row to look and to take it in one transaction; states as a small machine.
import {
  CommandRefused,
  RemoteError,
  type Database,
  type Fulfilment,
  type FulfilmentPorts,
  type FulfilmentRequest,
  type LockableOrderRow,
} from "eventlings";

type Stage = "authorise" | "ship" | "capture" | "void" | "shipped" | "cancelled";

const AFTER: Readonly<Record<FulfilmentRequest["ask"], { readonly yes: Stage; readonly no?: Stage }>> = {
  authorise: { yes: "ship", no: "cancelled" },
  ship: { yes: "capture", no: "void" },
  capture: { yes: "shipped" },
  void: { yes: "cancelled" },
};

class Orders implements Fulfilment {
  readonly #database: Database<{ readonly orders: LockableOrderRow }>;
  readonly #services: FulfilmentPorts["services"];

  constructor({ database, services }: FulfilmentPorts) {
    this.#database = database;
    this.#services = services;
  }

  async fulfil(orderId: string): Promise<"shipped" | "cancelled"> {
    const me = `fulfilment of ${orderId}`;
    const end = await this.#database.transaction(async (tx) => {
      const [order] = await tx.select("orders", { where: { orderId }, forUpdate: true });
      if (order?.status === "shipped" || order?.status === "cancelled") return order.status;
      if (order?.lockedBy !== null && order?.lockedBy !== me) throw new CommandRefused("ORDER_PENDING", orderId);
      await tx.update("orders", { lockedBy: me }, { orderId });
      return undefined;
    });
    if (end !== undefined) return end;
    let stage: Stage = "authorise";
    while (stage !== "shipped" && stage !== "cancelled") stage = await this.#next(stage, orderId);
    await this.#database.transaction(async (tx) => {
      const [order] = await tx.select("orders", { where: { orderId, lockedBy: me }, forUpdate: true });
      if (order !== undefined) await tx.update("orders", { lockedBy: null, status: stage as "shipped" }, { orderId });
    });
    return stage;
  }

  async #next(ask: FulfilmentRequest["ask"], orderId: string): Promise<Stage> {
    const { yes, no } = AFTER[ask];
    try {
      await this.#services.call({ ask, reference: orderId }, { idempotencyKey: `${ask}#${orderId}` });
      return yes;
    } catch (error) {
      if (no !== undefined && error instanceof RemoteError && error.code === "REFUSED") return no;
      throw error;
    }
  }

  async cancel(orderId: string): Promise<void> {
    await this.#database.transaction(async (tx) => {
      const [order] = await tx.select("orders", { where: { orderId }, forUpdate: true });
      if (order?.status === "cancelled") return;
      if (order?.status === "shipped") throw new CommandRefused("ALREADY_SHIPPED", orderId);
      if (order?.lockedBy !== null) throw new CommandRefused("ORDER_PENDING", orderId);
      await tx.update("orders", { status: "cancelled" }, { orderId });
    });
  }
}

export const createFulfilment = (ports: FulfilmentPorts): Fulfilment => new Orders(ports);
