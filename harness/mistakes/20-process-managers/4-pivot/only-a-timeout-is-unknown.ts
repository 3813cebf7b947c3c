// @belief Only a timeout leaves it open what has happened. Every other error is a no.
// @breaks only-forward-after-the-pivot
// @section the-point-of-no-return
import { CommandRefused, RemoteError, type Fulfilment, type FulfilmentPorts, type FulfilmentRequest } from "eventlings";

/** Takes an order through its last steps, past the point of no return, while a customer may cancel it. */
export function createFulfilment({ database, services }: FulfilmentPorts): Fulfilment {
  /** The key is the same in every life, so the steps that are behind us can be gone through once more. */
  const ask = (what: FulfilmentRequest["ask"], orderId: string): Promise<unknown> =>
    services.call({ ask: what, reference: orderId }, { idempotencyKey: `${orderId}/${what}` });

  /** Takes the lock, or finds that this saga has it. Gives the end of an order that has ended. */
  async function begin(orderId: string, saga: string): Promise<"shipped" | "cancelled" | undefined> {
    // One statement looks and takes: nobody can come in between.
    const taken = await database.update("orders", { lockedBy: saga }, { orderId, status: "placed", lockedBy: null });
    if (taken > 0) return undefined;
    const [order] = await database.select("orders", { where: { orderId } });
    if (order !== undefined && order.status !== "placed") return order.status;
    if (order?.lockedBy !== saga) throw pending(orderId);
    return undefined;
  }

  /** The steps. Only a refusal before the pivot leads back; what is not known is thrown, and tried again. */
  async function carryOut(orderId: string): Promise<"shipped" | "cancelled"> {
    if (await isRefused(ask("authorise", orderId))) return "cancelled";
    if (await isRefused(ask("ship", orderId))) {
      await ask("void", orderId);
      return "cancelled";
    }
    // The parcel is on its way. From here on there is no answer that leads back.
    await ask("capture", orderId);
    return "shipped";
  }

  return {
    async fulfil(orderId) {
      // The lock's owner is named after the order, not after this process: a restarted one knows it as its own.
      const saga = `fulfil-${orderId}`;
      const ended = await begin(orderId, saga);
      if (ended !== undefined) return ended;
      const status = await carryOut(orderId);
      await database.update("orders", { status, lockedBy: null }, { orderId, lockedBy: saga });
      return status;
    },

    async cancel(orderId) {
      const free = { orderId, status: "placed", lockedBy: null } as const;
      if ((await database.update("orders", { status: "cancelled" }, free)) > 0) return;
      const [order] = await database.select("orders", { where: { orderId } });
      if (order?.status === "cancelled") return;
      if (order?.status === "shipped") throw new CommandRefused("ALREADY_SHIPPED", `${orderId} is on its way.`);
      throw pending(orderId);
    },
  };
}

const pending = (orderId: string): CommandRefused =>
  new CommandRefused("ORDER_PENDING", `${orderId} is being worked on: nobody knows yet what becomes of it.`);

/** Has the service said no? Whatever else went wrong is not an answer. */
async function isRefused(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return false;
  } catch (error) {
    if (error instanceof RemoteError && error.code === "TIMEOUT") throw error;
    return true;
  }
}
