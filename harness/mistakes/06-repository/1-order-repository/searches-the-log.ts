// @belief All the events are in one log; I take those that belong to the order.
// @breaks one-stream-per-order, missing-is-null
// @section one-name-for-a-stream
import {
  orderStream,
  type NewOrderEvent,
  type OrderRepository,
  type OrderRepositoryPorts,
  type RecordedEvent,
} from "eventlings";

export function createOrderRepository({ store, load }: OrderRepositoryPorts): OrderRepository {
  return {
    async load(orderId) {
      const history = (await store.readAll()).filter(({ streamId }) => streamId === orderStream(orderId));
      return history.length === 0 ? null : load(history as readonly RecordedEvent<NewOrderEvent>[]);
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
