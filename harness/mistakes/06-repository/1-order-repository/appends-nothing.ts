// @belief An append of nothing changes nothing, so I need not look whether there is something.
// @breaks nothing-to-save
// @section the-version-that-holds
import {
  historyOf,
  orderStream,
  type NewOrderEvent,
  type OrderRepository,
  type OrderRepositoryPorts,
} from "eventlings";

export function createOrderRepository({ store, load }: OrderRepositoryPorts): OrderRepository {
  return {
    async load(orderId) {
      const slice = await store.read(orderStream(orderId));
      return slice.exists ? load(historyOf<NewOrderEvent>(slice)) : null;
    },
    async save(order) {
      const events = order.uncommittedEvents();
      const { state } = order;
      if (state.status === "none") {
        if (events.length === 0) return undefined;
        throw new Error("The order was never placed.");
      }
      const result = await store.append(orderStream(state.orderId), events, order.version);
      order.markCommitted(result.streamPosition);
      return result;
    },
  };
}
