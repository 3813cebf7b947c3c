// @style An event's id follows from the order and its type, so the outbox itself keeps it from being said twice.
import type { FlowEvent, FlowHandler, HeardTables, ReactorPorts, Statements, StockTables } from "eventlings";

type Type = FlowEvent["type"];

async function sayOnce(
  tx: Pick<Statements<HeardTables>, "insert">,
  orderId: string,
  type: Exclude<Type, "OrderPlaced">,
): Promise<void> {
  await tx.insert("outbox", { id: `${orderId}/${type}`, type, data: { orderId } }, { ifNew: true });
}

export function createStock({ database }: ReactorPorts<StockTables>): FlowHandler {
  const place = (orderId: string, sku: string, quantity: number) =>
    database.transaction(async (tx) => {
      const isNew = await tx.insert("orders", { orderId, sku, quantity, status: "reserved" }, { ifNew: true });
      if (isNew === undefined) return;
      const taken = await tx.update(
        "stock",
        { available: { increment: -quantity } },
        { id: sku, available: { gte: quantity } },
      );
      const outbox = tx as unknown as Statements<HeardTables>;
      if (taken === 1) return await sayOnce(outbox, orderId, "StockReserved");
      await tx.update("orders", { status: "unavailable" }, { orderId });
      await sayOnce(outbox, orderId, "StockUnavailable");
    });
  const giveUp = (orderId: string) =>
    database.transaction(async (tx) => {
      const isFirst = await tx.insert("orders", { orderId, sku: "", quantity: 0, status: "released" }, { ifNew: true });
      if (isFirst === undefined) {
        // Whoever turns "reserved" into "released" gives back, and nobody else does.
        const where = { orderId, status: "reserved" as const };
        if ((await tx.update("orders", { status: "released" }, where)) === 0) return;
        const [order] = await tx.select("orders", { where: { orderId } });
        if (order !== undefined)
          await tx.update("stock", { available: { increment: order.quantity } }, { id: order.sku });
      }
      await sayOnce(tx as unknown as Statements<HeardTables>, orderId, "StockReleased");
    });
  return async ({ body }) => {
    if (body.type === "OrderPlaced") await place(body.data.orderId, body.data.sku, body.data.quantity);
    if (body.type === "PaymentFailed") await giveUp(body.data.orderId);
  };
}

const when =
  (
    { database }: ReactorPorts<HeardTables>,
    interesting: readonly Type[],
    conclude: (heard: readonly Type[]) => Exclude<Type, "OrderPlaced"> | undefined,
  ): FlowHandler =>
  async ({ body: { type, data } }) => {
    if (!interesting.includes(type)) return;
    const { orderId } = data;
    await database.transaction(async (tx) => {
      const isFirst = await tx.insert("orders", { orderId, heard: [type] }, { ifNew: true });
      const [row] = isFirst ? [isFirst] : await tx.select("orders", { where: { orderId }, forUpdate: true });
      const heard = [...(row?.heard ?? []), type];
      if (!isFirst) await tx.update("orders", { heard }, { orderId });
      const said = conclude(heard);
      if (said !== undefined) await sayOnce(tx, orderId, said);
    });
  };

export const createShipping = (ports: ReactorPorts<HeardTables>): FlowHandler => {
  const both: readonly Type[] = ["PaymentReceived", "StockReserved"];
  return when(ports, both, (heard) => (both.every((type) => heard.includes(type)) ? "OrderShipped" : undefined));
};

export const createOrders = (ports: ReactorPorts<HeardTables>): FlowHandler => {
  const money: readonly Type[] = ["PaymentFailed", "PaymentRefunded"];
  const goods: readonly Type[] = ["StockUnavailable", "StockReleased"];
  return when(ports, [...money, ...goods, "OrderShipped"], (heard) => {
    if (heard.includes("OrderShipped")) return "OrderCompleted";
    return [money, goods].every((side) => side.some((type) => heard.includes(type))) ? "OrderCancelled" : undefined;
  });
};
