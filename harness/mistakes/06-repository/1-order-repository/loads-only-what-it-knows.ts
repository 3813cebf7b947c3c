// @belief An event of a type that I do not know has nothing to say to my order.
// @breaks expects-what-was-loaded
// @section which-version-to-expect
import {
  historyOf,
  orderStream,
  type NewOrderEvent,
  type OrderRepository,
  type OrderRepositoryPorts,
} from "eventlings";

const KNOWN = ["OrderPlaced", "PaymentReceived", "OrderShipped", "OrderCancelled", "PaymentRefunded"];

export function createOrderRepository({ store, load }: OrderRepositoryPorts): OrderRepository {
  return {
    async load(orderId) {
      const slice = await store.read(orderStream(orderId));
      const known = historyOf<NewOrderEvent>(slice).filter(({ type }) => KNOWN.includes(type));
      return slice.exists ? load(known) : null;
    },
    async save(order) {
      const events = order.uncommittedEvents();
      if (events.length === 0) return undefined;
      const { state } = order;
      if (state.status === "none") throw new Error("The order was never placed.");
      const result = await store.append(orderStream(state.orderId), events, order.version);
      order.markCommitted(result.streamPosition);
      return result;
    },
  };
}
