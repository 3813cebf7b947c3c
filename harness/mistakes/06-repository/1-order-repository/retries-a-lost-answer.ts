// @belief A lost connection passes; the repository tries again by itself.
// @breaks keeps-events-until-stored
// @section when-a-save-fails
import {
  ConcurrencyError,
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
      const append = () => store.append(orderStream(state.orderId), events, order.version);
      const result = await append().catch((error: unknown) => {
        if (error instanceof ConcurrencyError) throw error;
        return append();
      });
      order.markCommitted(result.streamPosition);
      return result;
    },
  };
}
