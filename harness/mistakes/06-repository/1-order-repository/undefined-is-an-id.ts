// @belief The state has the id in any case; the types are only in the way.
// @breaks one-stream-per-order, keeps-events-until-stored
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
      const slice = await store.read(orderStream(orderId));
      return slice.exists ? load(historyOf<NewOrderEvent>(slice)) : null;
    },
    async save(order) {
      const events = order.uncommittedEvents();
      if (events.length === 0) return undefined;
      const { orderId } = order.state as { readonly orderId: string };
      const result = await store.append(orderStream(orderId), events, order.version);
      order.markCommitted(result.streamPosition);
      return result;
    },
  };
}
