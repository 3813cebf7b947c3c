// @belief The order is what happened, so the order is the message.
// @breaks public-message
// @section a-message-not-a-row
import { OutOfStock, type CheckoutOrder, type CheckoutPorts, type OrderIntegrationEvent } from "eventlings";

/** Places an order: takes its lines out of stock, stores it, and sees to it that other services hear of it. */
export async function placeOrder({ database, clock, ids }: CheckoutPorts, order: CheckoutOrder): Promise<void> {
  await database.transaction(async (tx) => {
    // First, because it decides who places the order: a second attempt waits here for the first one to end.
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
  });
}

const orderPlaced = (order: CheckoutOrder, id: string, now: Date): OrderIntegrationEvent => ({
  id,
  type: "shop.OrderPlaced",
  schemaVersion: 1,
  occurredAt: now.toISOString(),
  data: order,
});
