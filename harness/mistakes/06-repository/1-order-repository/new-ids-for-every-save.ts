// @belief An event gets its id when it is saved.
// @breaks round-trip, keeps-events-until-stored
// @section when-a-save-fails
import {
  historyOf,
  orderStream,
  type NewOrderEvent,
  type OrderRepository,
  type OrderRepositoryPorts,
} from "eventlings";

export function createOrderRepository({ store, load }: OrderRepositoryPorts): OrderRepository {
  let saves = 0;
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
      saves += 1;
      const renamed = events.map((event, index) => ({ ...event, id: `${event.id}-${String(saves)}-${String(index)}` }));
      const result = await store.append(orderStream(state.orderId), renamed, order.version);
      order.markCommitted(result.streamPosition);
      return result;
    },
  };
}
