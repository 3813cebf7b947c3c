// @belief The version of an order is how many events it has.
// @breaks expects-what-was-loaded
// @section which-version-to-expect
import {
  historyOf,
  orderStream,
  type NewOrderEvent,
  type OrderAggregate,
  type OrderRepository,
  type OrderRepositoryPorts,
} from "eventlings";

export function createOrderRepository({ store, load }: OrderRepositoryPorts): OrderRepository {
  const lengths = new WeakMap<OrderAggregate, number>();
  return {
    async load(orderId) {
      const slice = await store.read(orderStream(orderId));
      if (!slice.exists) return null;
      const order = load(historyOf<NewOrderEvent>(slice));
      lengths.set(order, slice.events.length);
      return order;
    },
    async save(order) {
      const events = order.uncommittedEvents();
      if (events.length === 0) return undefined;
      if (order.state.status === "none") throw new Error("The order was never placed.");
      const known = lengths.get(order) ?? 0;
      const result = await store.append(orderStream(order.state.orderId), events, known);
      order.markCommitted(result.streamPosition);
      lengths.set(order, known + events.length);
      return result;
    },
  };
}
