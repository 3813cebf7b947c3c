// @belief A repository has one order in its hands.
// @breaks round-trip
// @section when-a-save-fails
import {
  historyOf,
  orderStream,
  type NewOrderEvent,
  type OrderAggregate,
  type OrderRepository,
  type OrderRepositoryPorts,
} from "eventlings";

export function createOrderRepository({ store, load }: OrderRepositoryPorts): OrderRepository {
  let current: OrderAggregate;
  return {
    async load(orderId) {
      const slice = await store.read(orderStream(orderId));
      return slice.exists ? load(historyOf<NewOrderEvent>(slice)) : null;
    },
    async save(order) {
      current = order;
      const events = order.uncommittedEvents();
      if (events.length === 0) return undefined;
      const { state } = order;
      if (state.status === "none") throw new Error("The order was never placed.");
      const result = await store.append(orderStream(state.orderId), events, order.version);
      current.markCommitted(result.streamPosition);
      return result;
    },
  };
}
