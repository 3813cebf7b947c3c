// @belief Blanks around an id are a slip of the keyboard.
// @breaks one-stream-per-order
// @section one-name-for-a-stream
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
      const slice = await store.read(orderStream(orderId.trim()));
      return slice.exists ? load(historyOf<NewOrderEvent>(slice)) : null;
    },
    async save(order) {
      const events = order.uncommittedEvents();
      if (events.length === 0) return undefined;
      const { state } = order;
      if (state.status === "none") throw new Error("The order was never placed.");
      const result = await store.append(orderStream(state.orderId.trim()), events, order.version);
      order.markCommitted(result.streamPosition);
      return result;
    },
  };
}
