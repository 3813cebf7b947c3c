// @belief Some callers pass the stream's name, so I accept both.
// @breaks one-stream-per-order
// @section one-name-for-a-stream
import {
  historyOf,
  orderStream,
  type NewOrderEvent,
  type OrderRepository,
  type OrderRepositoryPorts,
} from "eventlings";

const streamOf = (id: string): string => (id.startsWith("order-") ? id : orderStream(id));

export function createOrderRepository({ store, load }: OrderRepositoryPorts): OrderRepository {
  return {
    async load(orderId) {
      const slice = await store.read(streamOf(orderId));
      return slice.exists ? load(historyOf<NewOrderEvent>(slice)) : null;
    },
    async save(order) {
      const events = order.uncommittedEvents();
      if (events.length === 0) return undefined;
      const { state } = order;
      if (state.status === "none") throw new Error("An order that was never placed has no stream to be stored in.");
      const result = await store.append(streamOf(state.orderId), events, order.version);
      order.markCommitted(result.streamPosition);
      return result;
    },
  };
}
