// @belief The order was loaded a moment ago. Who would write in between?
// @breaks one-wins, expects-what-was-loaded, keeps-events-until-stored
// @section which-version-to-expect
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
      const result = await store.append(orderStream(state.orderId), events, "any");
      order.markCommitted(result.streamPosition);
      return result;
    },
  };
}
