// @belief A save always returns positions, so without events I ask the store where it stands.
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
      if (events.length === 0) {
        const { currentVersion } = await store.read(orderStream(state.orderId), { limit: 0 });
        return { streamPosition: currentVersion, globalPosition: 0 };
      }
      const result = await store.append(orderStream(state.orderId), events, order.version);
      order.markCommitted(result.streamPosition);
      return result;
    },
  };
}
