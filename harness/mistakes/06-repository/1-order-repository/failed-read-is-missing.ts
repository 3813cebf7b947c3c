// @belief If the order cannot be read, it is not there.
// @breaks missing-is-null, keeps-events-until-stored
// @section missing-is-not-empty
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
      const slice = await store.read(orderStream(orderId)).catch(() => undefined);
      return slice?.exists === true ? load(historyOf<NewOrderEvent>(slice)) : null;
    },
    async save(order) {
      const events = order.uncommittedEvents();
      if (events.length === 0) return undefined;
      const { state } = order;
      if (state.status === "none") throw new Error("An order that was never placed has no stream to be stored in.");
      const result = await store.append(orderStream(state.orderId), events, order.version);
      order.markCommitted(result.streamPosition);
      return result;
    },
  };
}
