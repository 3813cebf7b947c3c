// @belief Why read a stream again? The order that I loaded last is still in memory.
// @breaks expects-what-was-loaded
// @section the-version-that-holds
import {
  historyOf,
  orderStream,
  type NewOrderEvent,
  type OrderAggregate,
  type OrderRepository,
  type OrderRepositoryPorts,
} from "eventlings";

export function createOrderRepository({ store, load }: OrderRepositoryPorts): OrderRepository {
  const orders = new Map<string, OrderAggregate>();
  return {
    async load(orderId) {
      const known = orders.get(orderId);
      if (known !== undefined) return known;
      const slice = await store.read(orderStream(orderId));
      if (!slice.exists) return null;
      const order = load(historyOf<NewOrderEvent>(slice));
      orders.set(orderId, order);
      return order;
    },
    async save(order) {
      const events = order.uncommittedEvents();
      if (events.length === 0) return undefined;
      if (order.state.status === "none") throw new Error("The order was never placed.");
      const result = await store.append(orderStream(order.state.orderId), events, order.version);
      order.markCommitted(result.streamPosition);
      return result;
    },
  };
}
