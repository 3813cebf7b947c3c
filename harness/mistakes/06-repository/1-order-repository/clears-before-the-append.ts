// @belief Take the events out of the order first, so that nobody saves them twice.
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
      const expected = order.version;
      order.markCommitted(expected + events.length);
      const result = await store.append(orderStream(state.orderId), events, expected);
      return result;
    },
  };
}
