// @belief A release that comes before its order is too early: I reject it, and it comes again when there is an order.
// @breaks failure-may-come-first, every-flow-ends
// @section the-undo-that-comes-first
import type { FlowEvent, FlowHandler, HeardTables, ReactorPorts, StockTables } from "eventlings";

export function createStock({ database, ids }: ReactorPorts<StockTables>): FlowHandler {
  return async ({ body }) => {
    if (body.type !== "OrderPlaced" && body.type !== "PaymentFailed") return;
    const { orderId } = body.data;
    await database.transaction(async (tx) => {
      const say = (type: "StockReserved" | "StockUnavailable" | "StockReleased") =>
        tx.insert("outbox", { id: ids.next(), type, data: { orderId } });
      // There is a row from the first event on, whichever it is: so the two always meet at its lock.
      await tx.insert("orders", { orderId, status: "open" }, { ifNew: true });
      const [order] = await tx.select("orders", { where: { orderId }, forUpdate: true });

      if (body.type === "OrderPlaced") {
        if (order?.status !== "open") return;
        const { sku, quantity } = body.data;
        const where = { id: sku, available: { gte: quantity } };
        const isTaken = (await tx.update("stock", { available: { increment: -quantity } }, where)) > 0;
        await tx.update("orders", { sku, quantity, status: isTaken ? "reserved" : "unavailable" }, { orderId });
        await say(isTaken ? "StockReserved" : "StockUnavailable");
        return;
      }
      // Nothing to give back yet: the message comes again later.
      if (order?.status === "open") throw new Error(`${orderId} has not been placed yet.`);
      if (order?.status === "reserved")
        await tx.update("stock", { available: { increment: order.quantity } }, { id: order.sku });
      else return;
      await tx.update("orders", { status: "released" }, { orderId });
      await say("StockReleased");
    });
  };
}

export const createShipping = (ports: ReactorPorts<HeardTables>): FlowHandler =>
  joining(ports, (has) => (has("PaymentReceived") && has("StockReserved") ? "OrderShipped" : undefined));

export const createOrders = (ports: ReactorPorts<HeardTables>): FlowHandler =>
  joining(ports, (has) => {
    if (has("OrderShipped")) return "OrderCompleted";
    const moneyIsBack = has("PaymentFailed") || has("PaymentRefunded");
    const goodsAreBack = has("StockUnavailable") || has("StockReleased");
    return moneyIsBack && goodsAreBack ? "OrderCancelled" : undefined;
  });

type Type = FlowEvent["type"];

/** Remembers which events of an order have come, and says what they lead to when they first do. */
function joining(
  { database, ids }: ReactorPorts<HeardTables>,
  leadsTo: (has: (type: Type) => boolean) => "OrderShipped" | "OrderCompleted" | "OrderCancelled" | undefined,
): FlowHandler {
  return ({ body: { type, data } }) =>
    database.transaction(async (tx) => {
      const { orderId } = data;
      await tx.insert("orders", { orderId, heard: [] }, { ifNew: true });
      const [row] = await tx.select("orders", { where: { orderId }, forUpdate: true });
      const before = new Set(row?.heard);
      const after = new Set(before).add(type);
      await tx.update("orders", { heard: [...after] }, { orderId });

      const said = leadsTo((each) => after.has(each));
      if (said === undefined || leadsTo((each) => before.has(each)) !== undefined) return;
      await tx.insert("outbox", { id: ids.next(), type: said, data: { orderId } });
    });
}
