// @style Closures: a small unit of work reads each row when it is first needed, and writes what has changed when all is done.
import { EventGap, orderIdOf, orderStream, type OrderEvent, type OrderViewRow, type Projection } from "eventlings";

type Orders = Parameters<Projection<{ orders: OrderViewRow }>["apply"]>[1];

function unitOfWork(transaction: Orders) {
  const rows = new Map<string, OrderViewRow | undefined>();
  const isNew = new Set<string>();
  const dirty = new Set<string>();
  return {
    async get(orderId: string) {
      if (!rows.has(orderId)) {
        const found = await transaction.select("orders", { where: { orderId }, limit: 1, forUpdate: true });
        rows.set(orderId, found[0]);
        if (found.length === 0) isNew.add(orderId);
      }
      return rows.get(orderId);
    },
    set(row: OrderViewRow) {
      rows.set(row.orderId, row);
      dirty.add(row.orderId);
    },
    async flush() {
      for (const orderId of dirty) {
        const row = rows.get(orderId);
        if (row === undefined) continue;
        const { orderId: _key, ...columns } = row;
        if (isNew.has(orderId)) await transaction.insert("orders", row, { ifNew: true });
        else await transaction.update("orders", columns, { orderId });
      }
    },
  };
}

export function createOrderView(): Projection<{ orders: OrderViewRow }> {
  return {
    name: "order-view",
    async apply(events, transaction) {
      const work = unitOfWork(transaction);
      for (const { streamId, streamPosition: version, type, data } of events) {
        const orderId = orderIdOf(streamId);
        if (orderId === undefined) continue;
        const row = await work.get(orderId);
        const expected = row === undefined ? 1 : row.version + 1;
        if (version < expected) continue;
        if (version !== expected) throw new EventGap(orderStream(orderId), expected, version);
        const event = { type, data } as OrderEvent;
        if (event.type === "OrderPlaced") {
          const { customerId, total, placedAt, lines } = event.data;
          work.set({
            orderId,
            customerId,
            total,
            placedAt,
            status: "placed",
            paidAt: null,
            shippedAt: null,
            trackingNumber: null,
            pieces: lines.reduce((pieces, line) => pieces + line.quantity, 0),
            version,
          });
        } else if (row !== undefined) {
          if (event.type === "PaymentReceived")
            work.set({ ...row, status: "paid", paidAt: event.data.paidAt, version });
          else if (event.type === "OrderShipped") work.set({ ...row, status: "shipped", ...event.data, version });
          else if (event.type === "OrderCancelled") work.set({ ...row, status: "cancelled", version });
          else work.set({ ...row, version });
        }
      }
      await work.flush();
    },
  };
}
