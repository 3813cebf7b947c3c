// @belief Type and data are what an event is; the rest is for the log files.
// @breaks round-trip, one-wins
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
      if (events.length === 0) return undefined;
      const { state } = order;
      if (state.status === "none") throw new Error("An order that was never placed has no stream to be stored in.");
      const facts = events.map(({ id, type, data }) => ({ id, type, data }));
      const result = await store.append(orderStream(state.orderId), facts, order.version);
      order.markCommitted(result.streamPosition);
      return result;
    },
  };
}
