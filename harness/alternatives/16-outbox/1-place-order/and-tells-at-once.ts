// @style Stores the message first, and after the commit tries to publish it at once; whether that works does not matter.
import { OutOfStock, type CheckoutOrder, type CheckoutPorts, type OrderIntegrationEvent } from "eventlings";

class AlreadyPlaced extends Error {}

const toMessage = ({ email: _email, lines, ...data }: CheckoutOrder, id: string, at: Date): OrderIntegrationEvent => ({
  id,
  type: "shop.OrderPlaced",
  schemaVersion: 1,
  occurredAt: at.toISOString(),
  data: { ...data, lines: lines.map(({ unitCost: _unitCost, ...line }) => line) },
});

export async function placeOrder(ports: CheckoutPorts, order: CheckoutOrder): Promise<void> {
  const message = toMessage(order, ports.ids.next(), ports.clock.now());
  try {
    await ports.database.transaction(async (tx) => {
      await tx.insert("outbox", { id: message.id, key: order.orderId, message, publishedAt: null });
      if ((await tx.insert("orders", order, { ifNew: true })) === undefined) throw new AlreadyPlaced();
      for (const line of order.lines) {
        const where = { sku: line.sku, left: { gte: line.quantity } };
        if ((await tx.update("stock", { left: { increment: -line.quantity } }, where)) !== 1)
          throw new OutOfStock(line.sku);
      }
    });
  } catch (error) {
    if (error instanceof AlreadyPlaced) return;
    throw error;
  }

  try {
    await ports.broker.send([{ key: order.orderId, value: message }]);
    await ports.database.update("outbox", { publishedAt: ports.clock.now() }, { id: message.id });
  } catch {
    // The row is there, and unmarked: the relay will see to it.
  }
}
