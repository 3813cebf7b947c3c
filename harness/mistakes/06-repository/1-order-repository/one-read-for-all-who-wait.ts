// @belief Two who ask for the same order at the same moment can share the answer.
// @breaks expects-what-was-loaded
// @section which-version-to-expect
import {
  historyOf,
  orderStream,
  type NewOrderEvent,
  type OrderAggregate,
  type OrderRepository,
  type OrderRepositoryPorts,
} from "eventlings";

/** Loads orders from an event store, and saves what has happened to them. */
export function createOrderRepository({ store, load }: OrderRepositoryPorts): OrderRepository {
  const underWay = new Map<string, Promise<OrderAggregate | null>>();
  async function read(orderId: string): Promise<OrderAggregate | null> {
    const slice = await store.read(orderStream(orderId));
    return slice.exists ? load(historyOf<NewOrderEvent>(slice)) : null;
  }
  return {
    load(orderId) {
      const answer = underWay.get(orderId) ?? read(orderId).finally(() => underWay.delete(orderId));
      underWay.set(orderId, answer);
      return answer;
    },
    async save(order) {
      const events = order.uncommittedEvents();
      if (events.length === 0) return undefined;
      const { state } = order;
      if (state.status === "none") throw new Error("An order that was never placed has no stream to be stored in.");
      // The order's version is that of its stored events. Its new ones do not count, and neither does
      // whatever the stream has become since.
      const result = await store.append(orderStream(state.orderId), events, order.version);
      order.markCommitted(result.streamPosition);
      return result;
    },
  };
}
