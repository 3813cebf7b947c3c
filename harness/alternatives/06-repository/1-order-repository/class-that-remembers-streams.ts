// @style A class that remembers, for each order that it loaded, its stream and the version that the store told.
import {
  historyOf,
  orderStream,
  type AppendResult,
  type NewOrderEvent,
  type OrderAggregate,
  type OrderRepository,
  type OrderRepositoryPorts,
} from "eventlings";

class StreamBackedOrders implements OrderRepository {
  readonly #ports: OrderRepositoryPorts;
  readonly #origins = new WeakMap<OrderAggregate, { readonly stream: string; readonly version: number }>();

  constructor(ports: OrderRepositoryPorts) {
    this.#ports = ports;
  }

  async load(orderId: string): Promise<OrderAggregate | null> {
    const stream = orderStream(orderId);
    const slice = await this.#ports.store.read(stream);
    if (!slice.exists) return null;
    const order = this.#ports.load(historyOf<NewOrderEvent>(slice));
    this.#origins.set(order, { stream, version: slice.currentVersion });
    return order;
  }

  async save(order: OrderAggregate): Promise<AppendResult | undefined> {
    const events = order.uncommittedEvents();
    if (events.length === 0) return undefined;
    const origin = this.#origins.get(order) ?? { stream: this.#streamOfNew(order), version: 0 };
    const result = await this.#ports.store.append(origin.stream, events, origin.version);
    this.#origins.set(order, { stream: origin.stream, version: result.streamPosition });
    order.markCommitted(result.streamPosition);
    return result;
  }

  #streamOfNew({ state }: OrderAggregate): string {
    if (state.status === "none") throw new TypeError("The order has no id yet.");
    return orderStream(state.orderId);
  }
}

export const createOrderRepository = (ports: OrderRepositoryPorts): OrderRepository => new StreamBackedOrders(ports);
