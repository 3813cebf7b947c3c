// @belief An order is placed once, so its row is inserted once.
// @breaks again-is-nothing, gap-is-told, passes-over-the-unknown, one-write-for-each-order
// @section twice
import { orderIdOf, type NewOrderEvent, type OrderViewRow, type Projection, type RecordedEvent } from "eventlings";

export function createOrderView(): Projection<{ orders: OrderViewRow }> {
  return {
    name: "order-view",

    async apply(events, transaction) {
      for (const recorded of events) {
        const orderId = orderIdOf(recorded.streamId);
        if (orderId === undefined) continue;
        const event = recorded as RecordedEvent<NewOrderEvent>;
        const version = event.streamPosition;
        switch (event.type) {
          case "OrderPlaced": {
            const { customerId, lines, total, placedAt } = event.data;
            const pieces = lines.reduce((sum, { quantity }) => sum + quantity, 0);
            const status = "placed";
            await transaction.insert("orders", { orderId, customerId, status, total, pieces, placedAt, version });
            break;
          }
          case "PaymentReceived":
            await transaction.update("orders", { status: "paid", paidAt: event.data.paidAt, version }, { orderId });
            break;
          case "OrderShipped": {
            const { shippedAt, trackingNumber } = event.data;
            await transaction.update("orders", { status: "shipped", shippedAt, trackingNumber, version }, { orderId });
            break;
          }
          case "OrderCancelled":
            await transaction.update("orders", { status: "cancelled", version }, { orderId });
            break;
          default:
            await transaction.update("orders", { version }, { orderId });
        }
      }
    },
  };
}
