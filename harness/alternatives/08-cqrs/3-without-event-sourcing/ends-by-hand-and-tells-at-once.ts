// @style Begins and ends its transactions itself, lets unique keys refuse, and after the commit tries to publish; whether that works does not matter.
import { CommandRefused, DatabaseError } from "eventlings";
import type {
  OpenTransaction,
  OrderMessage,
  OrderService,
  OrderServicePorts,
  OrderServiceTables,
  PublicLine,
  ShopLine,
} from "eventlings";

const publicLine = (line: ShopLine): PublicLine => {
  const { lineId, sku, quantity, unitPrice } = line;
  return { lineId, sku, quantity, unitPrice };
};

export function createOrderService(ports: OrderServicePorts): OrderService {
  const { database, broker, clock } = ports;

  async function commit(work: (tx: OpenTransaction<OrderServiceTables>) => Promise<OrderMessage>): Promise<void> {
    const tx = await database.begin();
    let message: OrderMessage;
    try {
      message = await work(tx);
      await tx.insert("outbox", { id: message.id, key: message.data.orderId, message, publishedAt: null });
      await tx.commit();
    } catch (error) {
      await tx.rollback();
      if (error instanceof DatabaseError && error.code === "23505") return;
      throw error;
    }
    try {
      await broker.send([{ key: message.data.orderId, value: message }]);
      await database.update("outbox", { publishedAt: clock.now() }, { id: message.id });
    } catch {
      // The relay will see to it.
    }
  }

  const count = (lines: readonly ShopLine[]) => {
    const pieces = lines.map(({ quantity }) => quantity).reduce((one, other) => one + other, 0);
    if (pieces > ports.maxPieces) throw new CommandRefused("PARCEL_FULL", "Too much for one parcel.");
    return { pieces, total: lines.map(({ quantity, unitPrice }) => quantity * unitPrice).reduce((a, b) => a + b, 0) };
  };

  return {
    placeOrder: ({ orderId, customerId, email, lines }) =>
      commit(async (tx) => {
        const placedAt = clock.now().toISOString();
        const counted = count(lines);
        await tx.insert("orders", { orderId, customerId, email, placedAt, version: 1 });
        await tx.insert("orderList", { orderId, customerId, placedAt, ...counted });
        for (const line of lines) await tx.insert("lines", { orderId, ...line });
        const data = { orderId, customerId, lines: lines.map(publicLine), total: counted.total };
        return { id: `${orderId}:placed`, type: "shop.OrderPlaced", schemaVersion: 1, occurredAt: placedAt, data };
      }),
    addLine: (orderId, line) =>
      commit(async (tx) => {
        const locked = await tx.update("orders", { version: { increment: 1 } }, { orderId });
        if (locked === 0) throw new CommandRefused("NO_SUCH_ORDER", `Nobody has placed ${orderId}.`);
        await tx.insert("lines", { orderId, ...line });
        const counted = count(await tx.select("lines", { where: { orderId } }));
        await tx.update("orderList", counted, { orderId });
        const data = { orderId, line: publicLine(line), total: counted.total };
        const occurredAt = clock.now().toISOString();
        return { id: `${line.lineId}:added`, type: "shop.LineAdded", schemaVersion: 1, occurredAt, data };
      }),
    ordersOf: (customerId) =>
      database.select("orderList", { where: { customerId }, orderBy: ["-placedAt", "orderId"] }),
  };
}
