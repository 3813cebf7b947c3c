// @belief Once the order is committed, publishing it can only succeed.
// @breaks together-or-not-at-all, broker-may-be-down, refused-leaves-nothing, placed-once, ids-differ, public-message
// @section save-then-publish
import { OutOfStock, type CheckoutOrder, type CheckoutPorts, type OrderIntegrationEvent } from "eventlings";

/** Places an order: takes its lines out of stock, stores it, and sees to it that other services hear of it. */
export async function placeOrder({ database, broker, clock, ids }: CheckoutPorts, order: CheckoutOrder): Promise<void> {
  const message = await database.transaction(async (tx) => {
    const isNew = await tx.insert("orders", order, { ifNew: true });
    if (isNew === undefined) return undefined;

    for (const { sku, quantity } of order.lines) {
      const reserved = await tx.update("stock", { left: { increment: -quantity } }, { sku, left: { gte: quantity } });
      if (reserved === 0) throw new OutOfStock(sku);
    }
    return orderPlaced(order, ids.next(), clock.now());
  });

  // The hook that runs after the commit.
  if (message !== undefined) await broker.send([{ key: order.orderId, value: message }]);
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
