// @belief A stream is named order- and the id. To be sure, the repository puts that in front as well.
// @breaks one-stream-per-order, round-trip, missing-is-null, expects-what-was-loaded, nothing-to-save, keeps-events-until-stored, all-or-nothing, one-wins
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
      const slice = await store.read(orderStream(`order-${orderId}`));
      return slice.exists ? load(historyOf<NewOrderEvent>(slice)) : null;
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
