// @belief The append is on its way; the order can be told at once.
// @breaks keeps-events-until-stored
// @section when-a-save-fails
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
      const appending = store.append(orderStream(state.orderId), events, order.version);
      order.markCommitted(order.version + events.length);
      return appending;
    },
  };
}
