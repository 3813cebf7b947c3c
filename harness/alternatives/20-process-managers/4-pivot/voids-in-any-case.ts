// @style Reads first and then compares and sets; voids at every cancellation, and tries capture a few times by itself.
import { CommandRefused, RemoteError, type Fulfilment, type FulfilmentPorts } from "eventlings";

const isNo = (error: unknown): boolean => error instanceof RemoteError && error.code === "REFUSED";

export const createFulfilment = ({ database, services }: FulfilmentPorts): Fulfilment => {
  const look = async (orderId: string) => (await database.select("orders", { where: { orderId } }))[0];

  const call = (ask: "authorise" | "void" | "ship" | "capture", reference: string): Promise<"ok"> =>
    services.call({ ask, reference }, { idempotencyKey: [reference, ask].join("~") });

  const end = async (orderId: string, owner: string, status: "shipped" | "cancelled") => {
    await database.update("orders", { status, lockedBy: null }, { orderId, lockedBy: owner, status: "placed" });
    return status;
  };

  return {
    fulfil: async (orderId) => {
      const owner = JSON.stringify({ saga: "fulfil", orderId });
      for (;;) {
        const order = await look(orderId);
        if (order === undefined) return "cancelled";
        if (order.status !== "placed") return order.status;
        if (order.lockedBy === owner) break;
        if (order.lockedBy !== null) throw new CommandRefused("ORDER_PENDING", `${order.lockedBy} has ${orderId}.`);
        // Somebody may have come in between: then the row is another, and it is looked at again.
        if (await database.update("orders", { lockedBy: owner }, { orderId, lockedBy: null, status: "placed" })) break;
      }
      try {
        await call("authorise", orderId);
        await call("ship", orderId);
      } catch (error) {
        if (!isNo(error)) throw error;
        await call("void", orderId);
        return await end(orderId, owner, "cancelled");
      }
      for (let left = 2; ; left -= 1) {
        try {
          await call("capture", orderId);
          return await end(orderId, owner, "shipped");
        } catch (error) {
          if (left === 0) throw error;
        }
      }
    },
    cancel: async (orderId) => {
      for (;;) {
        const order = await look(orderId);
        if (order === undefined || order.status === "cancelled") return;
        if (order.status === "shipped") throw new CommandRefused("ALREADY_SHIPPED", `${orderId} has been shipped.`);
        if (order.lockedBy !== null) throw new CommandRefused("ORDER_PENDING", `${orderId} is pending.`);
        if (await database.update("orders", { status: "cancelled" }, { orderId, lockedBy: null, status: "placed" }))
          return;
      }
    },
  };
};
