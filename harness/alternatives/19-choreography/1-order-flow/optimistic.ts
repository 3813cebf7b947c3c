// @style Locks nothing: two at once meet at a unique key or at a snapshot, and the slower one fails and is delivered again.
import type { Database, FlowEvent, FlowHandler, HeardTables, ReactorPorts, StockTables } from "eventlings";

const snapshot = { isolation: "repeatable read" } as const;

export const createStock =
  ({ database, ids }: ReactorPorts<StockTables>): FlowHandler =>
  async ({ body: event }) => {
    if (event.type !== "OrderPlaced" && event.type !== "PaymentFailed") return;
    const { orderId } = event.data;
    await database.transaction(async (tx) => {
      const [order] = await tx.select("orders", { where: { orderId } });
      const say = async (type: "StockReserved" | "StockUnavailable" | "StockReleased"): Promise<void> => {
        await tx.insert("outbox", { id: ids.next(), type, data: { orderId } });
      };
      if (event.type === "OrderPlaced" && order === undefined) {
        const { sku, quantity } = event.data;
        const [product] = await tx.select("stock", { where: { id: sku } });
        if (product === undefined || product.available < quantity) {
          await tx.insert("orders", { orderId, sku, quantity: 0, status: "unavailable" });
          return await say("StockUnavailable");
        }
        await tx.insert("orders", { orderId, sku, quantity, status: "reserved" });
        await tx.update("stock", { available: product.available - quantity }, { id: sku });
        return await say("StockReserved");
      }
      if (event.type === "PaymentFailed" && order === undefined) {
        await tx.insert("orders", { orderId, status: "released" });
        return await say("StockReleased");
      }
      if (event.type === "PaymentFailed" && order?.status === "reserved") {
        await tx.update("orders", { status: "released" }, { orderId });
        await tx.update("stock", { available: { increment: order.quantity } }, { id: order.sku });
        return await say("StockReleased");
      }
    }, snapshot);
  };

/** Notes an event and gives what had been heard before it, and with it. */
async function note(
  database: Database<HeardTables>,
  { type, data: { orderId } }: FlowEvent,
  conclude: (heard: ReadonlySet<string>) => "OrderShipped" | "OrderCompleted" | "OrderCancelled" | undefined,
  id: () => string,
): Promise<void> {
  const tx = await database.begin(snapshot);
  try {
    const [row] = await tx.select("orders", { where: { orderId } });
    const heard = row?.heard ?? [];
    if (!heard.includes(type)) {
      const now = [...heard, type];
      if (row === undefined) await tx.insert("orders", { orderId, heard: now });
      else await tx.update("orders", { heard: now }, { orderId });
      const said = conclude(new Set(now));
      if (said !== undefined && conclude(new Set(heard)) === undefined)
        await tx.insert("outbox", { id: id(), type: said, data: { orderId } });
    }
    await tx.commit();
  } catch (error) {
    await tx.rollback();
    throw error;
  }
}

export const createShipping =
  ({ database, ids }: ReactorPorts<HeardTables>): FlowHandler =>
  ({ body }) =>
    note(
      database,
      body,
      (heard) => (heard.has("PaymentReceived") && heard.has("StockReserved") ? "OrderShipped" : undefined),
      () => ids.next(),
    );

export const createOrders =
  ({ database, ids }: ReactorPorts<HeardTables>): FlowHandler =>
  ({ body }) =>
    note(
      database,
      body,
      (heard) => {
        if (heard.has("OrderShipped")) return "OrderCompleted";
        const money = heard.has("PaymentFailed") || heard.has("PaymentRefunded");
        const goods = heard.has("StockUnavailable") || heard.has("StockReleased");
        return money && goods ? "OrderCancelled" : undefined;
      },
      () => ids.next(),
    );
