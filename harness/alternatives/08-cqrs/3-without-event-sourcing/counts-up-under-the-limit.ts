// @style No lock of its own: one conditional update of the list counts up, holds the limit, and keeps the row until the commit.
import { CommandRefused, type OrderService, type OrderServicePorts, type OrderListRow } from "eventlings";

export function createOrderService({ database, clock, ids, maxPieces }: OrderServicePorts): OrderService {
  const full = () => new CommandRefused("PARCEL_FULL", "A parcel does not hold that many.");
  const now = () => clock.now().toISOString();
  return {
    async placeOrder(order) {
      const { orderId, customerId, email } = order;
      const id = ids.next();
      const placedAt = now();
      let [pieces, total] = [0, 0];
      for (const line of order.lines)
        [pieces, total] = [pieces + line.quantity, total + line.quantity * line.unitPrice];
      if (pieces > maxPieces) throw full();
      const lines = order.lines.map(({ lineId, sku, quantity, unitPrice }) => ({ lineId, sku, quantity, unitPrice }));
      const data = { orderId, customerId, lines, total };
      await database.transaction(async (tx) => {
        const row: OrderListRow = { orderId, customerId, placedAt, pieces, total };
        if (!(await tx.insert("orderList", row, { ifNew: true }))) return;
        await tx.insert("outbox", {
          id,
          key: orderId,
          message: { id, type: "shop.OrderPlaced", schemaVersion: 1, occurredAt: placedAt, data },
          publishedAt: null,
        });
        for (const line of order.lines) await tx.insert("lines", { ...line, orderId });
        await tx.insert("orders", { orderId, customerId, email, placedAt, version: 1 });
      });
    },
    async addLine(orderId, { lineId, sku, quantity, unitPrice, unitCost }) {
      await database.transaction(async (tx) => {
        const [known] = await tx.select("orders", { where: { orderId }, limit: 1 });
        if (known === undefined) throw new CommandRefused("NO_SUCH_ORDER", "Place it first.");
        const line = { lineId, sku, quantity, unitPrice };
        // The key decides: the second of two copies waits here for the first.
        if (!(await tx.insert("lines", { ...line, unitCost, orderId }, { ifNew: true }))) return;
        const counted = await tx.update(
          "orderList",
          { pieces: { increment: quantity }, total: { increment: quantity * unitPrice } },
          { orderId, pieces: { lte: maxPieces - quantity } },
        );
        if (counted === 0) throw full();
        const [list] = await tx.select("orderList", { where: { orderId } });
        const id = `${lineId} added`;
        const data = { orderId, line, total: list?.total ?? 0 };
        await tx.insert("outbox", {
          id,
          key: orderId,
          message: { id, type: "shop.LineAdded", schemaVersion: 1, occurredAt: now(), data },
          publishedAt: null,
        });
      });
    },
    async ordersOf(customerId) {
      const list = await database.select("orderList", { where: { customerId } });
      return list.toSorted((one, other) => {
        if (one.placedAt !== other.placedAt) return one.placedAt < other.placedAt ? 1 : -1;
        return one.orderId < other.orderId ? -1 : 1;
      });
    },
  };
}
