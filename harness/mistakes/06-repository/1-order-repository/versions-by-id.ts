// @belief I remember for each order which version I have seen last.
// @breaks expects-what-was-loaded
// @section which-version-to-expect
import {
  historyOf,
  orderStream,
  type NewOrderEvent,
  type OrderRepository,
  type OrderRepositoryPorts,
} from "eventlings";

export function createOrderRepository({ store, load }: OrderRepositoryPorts): OrderRepository {
  const versions = new Map<string, number>();
  return {
    async load(orderId) {
      const slice = await store.read(orderStream(orderId));
      versions.set(orderId, slice.currentVersion);
      return slice.exists ? load(historyOf<NewOrderEvent>(slice)) : null;
    },
    async save(order) {
      const events = order.uncommittedEvents();
      if (events.length === 0) return undefined;
      const { state } = order;
      if (state.status === "none") throw new Error("The order was never placed.");
      const result = await store.append(orderStream(state.orderId), events, versions.get(state.orderId) ?? 0);
      versions.set(state.orderId, result.streamPosition);
      order.markCommitted(result.streamPosition);
      return result;
    },
  };
}
