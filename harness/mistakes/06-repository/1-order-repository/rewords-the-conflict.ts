// @belief A ConcurrencyError is a ConcurrencyError; mine says which order it is about.
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
      if (state.status === "none") throw new Error("The order was never placed.");
      const result = await store.append(orderStream(state.orderId), events, order.version).catch((error: unknown) => {
        if (!(error instanceof ConcurrencyError)) throw error;
        throw new ConcurrencyError(`Somebody else has changed order ${state.orderId}.`, error.details);
      });
      order.markCommitted(result.streamPosition);
      return result;
    },
  };
}
