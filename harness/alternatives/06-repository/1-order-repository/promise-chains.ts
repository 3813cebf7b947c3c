// @style Promise chains; looks at the stream before it appends, to refuse early, and expects what was loaded all the same.
import {
  ConcurrencyError,
  historyOf,
  orderStream,
  type AppendResult,
  type EventStoreClient,
  type NewOrderEvent,
  type OrderAggregate,
  type OrderRepository,
  type OrderRepositoryPorts,
} from "eventlings";

const streamOf = ({ state }: OrderAggregate): Promise<string> =>
  state.status === "none" ? Promise.reject(new Error("no id")) : Promise.resolve(orderStream(state.orderId));

const saveIn =
  (store: EventStoreClient) =>
  (order: OrderAggregate): Promise<AppendResult | undefined> => {
    const events = [...order.uncommittedEvents()];
    if (events.length === 0) return Promise.resolve(undefined);
    return streamOf(order)
      .then((stream) =>
        store.read(stream, { after: order.version }).then(({ currentVersion, events: since }) => {
          const own = new Set(events.map(({ id }) => id));
          // What is there may be this very save, whose answer was lost.
          if (since.some(({ id }) => !own.has(id)))
            throw new ConcurrencyError(`${stream} has moved on.`, { expected: order.version, actual: currentVersion });
          return store.append(stream, events, order.version);
        }),
      )
      .then((result) => {
        order.markCommitted(result.streamPosition);
        return result;
      });
  };

export function createOrderRepository({ store, load }: OrderRepositoryPorts): OrderRepository {
  return {
    load: (orderId) =>
      store.read(orderStream(orderId)).then((slice) => (slice.exists ? load(historyOf<NewOrderEvent>(slice)) : null)),
    save: saveIn(store),
  };
}
