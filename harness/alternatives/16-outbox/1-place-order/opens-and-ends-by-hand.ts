// @style Begins and ends the transaction itself, locks the stock, lets the unique order id refuse, and derives the message's id.
import { DatabaseError, OutOfStock, type CheckoutOrder, type CheckoutPorts } from "eventlings";

export async function placeOrder({ database, clock }: CheckoutPorts, order: CheckoutOrder): Promise<void> {
  const tx = await database.begin();
  try {
    await tx.insert("orders", order);
    for (const { sku, quantity } of order.lines) {
      const [stock] = await tx.select("stock", { where: { sku }, forUpdate: true });
      if (stock === undefined || stock.left < quantity) throw new OutOfStock(sku);
      await tx.update("stock", { left: stock.left - quantity }, { sku });
    }
    const { orderId, customerId, country, total } = order;
    // One order is placed once, so its id and the kind of the fact make an id that nobody else makes.
    const id = `${orderId}:placed`;
    const lines = order.lines.map(({ sku, quantity, unitPrice }) => ({ sku, quantity, unitPrice }));
    await tx.insert("outbox", {
      id,
      key: orderId,
      publishedAt: null,
      message: {
        id,
        type: "shop.OrderPlaced",
        schemaVersion: 1,
        occurredAt: clock.now().toISOString(),
        data: { orderId, customerId, country, lines, total },
      },
    });
    await tx.commit();
  } catch (error) {
    await tx.rollback();
    if (error instanceof DatabaseError && error.code === "23505") return;
    throw error;
  }
}
