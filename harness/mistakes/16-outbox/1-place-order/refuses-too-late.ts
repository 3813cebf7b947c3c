// @belief Stock is checked when everything else is done; by then an error ends it all.
// @breaks refused-leaves-nothing, together-or-not-at-all, placed-once
// @section one-transaction
import { OutOfStock, type CheckoutOrder, type CheckoutPorts, type OrderIntegrationEvent } from "eventlings";

/** Places an order: takes its lines out of stock, stores it, and sees to it that other services hear of it. */
export async function placeOrder({ database, clock, ids }: CheckoutPorts, order: CheckoutOrder): Promise<void> {
  const message = orderPlaced(order, ids.next(), clock.now());
  const isNew = await database.transaction(async (tx) => {
    if ((await tx.insert("orders", order, { ifNew: true })) === undefined) return false;
    await tx.insert("outbox", { id: message.id, key: order.orderId, message, publishedAt: null });
    return true;
  });
  if (!isNew) return;

  await database.transaction(async (tx) => {
    for (const { sku, quantity } of order.lines) {
      const reserved = await tx.update("stock", { left: { increment: -quantity } }, { sku, left: { gte: quantity } });
      if (reserved === 0) throw new OutOfStock(sku);
    }
  });
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
