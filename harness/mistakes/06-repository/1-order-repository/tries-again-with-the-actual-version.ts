// @belief A conflict tells the actual version. With that one, the save goes through.
// @breaks one-wins, expects-what-was-loaded, keeps-events-until-stored
// @section which-version-to-expect
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
      const stream = orderStream(state.orderId);
      const result = await store.append(stream, events, order.version).catch((error: unknown) => {
        if (!(error instanceof ConcurrencyError)) throw error;
        return store.append(stream, events, Number(error.details.actual));
      });
      order.markCommitted(result.streamPosition);
      return result;
    },
  };
}
