// @style The same under repeatable read: who comes second gets a 40001, and is sent again.
import { OutOfStock, type CheckoutOrder, type CheckoutPorts, type OrderIntegrationEvent } from "eventlings";

export async function placeOrder({ database, clock, ids }: CheckoutPorts, order: CheckoutOrder): Promise<void> {
  await database.transaction(
    async (tx) => {
      // A second attempt at once fails with 40001: the checkout sends it again.
      const isNew = await tx.insert("orders", order, { ifNew: true });
      if (isNew === undefined) return;

      for (const { sku, quantity } of order.lines) {
        const reserved = await tx.update("stock", { left: { increment: -quantity } }, { sku, left: { gte: quantity } });
        // Leaving the callback with an error takes the order back as well.
        if (reserved === 0) throw new OutOfStock(sku);
      }

      // A row, not a call: whatever becomes of this transaction becomes of its message.
      const message = orderPlaced(order, ids.next(), clock.now());
      await tx.insert("outbox", { id: message.id, key: order.orderId, message, publishedAt: null });
    },
    { isolation: "repeatable read" },
  );
}

/** Every field is named. What is added to orders tomorrow stays inside. */
const orderPlaced = (order: CheckoutOrder, id: string, now: Date): OrderIntegrationEvent => ({
  id,
  type: "shop.OrderPlaced",
  schemaVersion: 1,
  occurredAt: now.toISOString(),
  data: {
    orderId: order.orderId,
    customerId: order.customerId,
    country: order.country,
    lines: order.lines.map(({ sku, quantity, unitPrice }) => ({ sku, quantity, unitPrice })),
    total: order.total,
  },
});
