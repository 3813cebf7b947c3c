// @belief The id of an order is in its event OrderPlaced.
// @breaks one-stream-per-order, round-trip, expects-what-was-loaded, keeps-events-until-stored, nothing-to-save, all-or-nothing, one-wins
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
      const { orderId } = (events[0] as NewOrderEvent).data as { readonly orderId: string };
      const result = await store.append(orderStream(orderId), events, order.version);
      order.markCommitted(result.streamPosition);
      return result;
    },
  };
}
