// @belief Saving some events means saving one after the other.
// @breaks all-or-nothing
// @section when-a-save-fails
import {
  historyOf,
  orderStream,
  type AppendResult,
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
      let result: AppendResult | undefined;
      for (const event of events) {
        result = await store.append(orderStream(state.orderId), [event], order.version + events.indexOf(event));
      }
      if (result !== undefined) order.markCommitted(result.streamPosition);
      return result;
    },
  };
}
