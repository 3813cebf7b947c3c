import type { OrderAggregate } from "./aggregate.ts";
import type { RecordedEvent } from "./event.ts";
import type { AppendResult } from "./event-store.ts";
import type { EventStoreClient } from "./event-store-client.ts";
import type { NewOrderEvent } from "./order.ts";

/** What a repository of orders works with. */
export interface OrderRepositoryPorts {
  readonly store: EventStoreClient;
  /**
   * Makes an order of its stored events, in order: all of them, also those whose type it does not know.
   * Its version is the position of the last of them.
   */
  readonly load: (history: readonly RecordedEvent<NewOrderEvent>[]) => OrderAggregate;
}

/**
 * Finds orders and stores them, as if there were no event store. Calls for several orders may be under way
 * at the same time.
 */
export interface OrderRepository {
  /**
   * The order as it is stored now: each call gives a new object. `null` only where nothing was ever
   * stored under this id. Of an order whose events were truncated, it is what the port `load` makes of
   * those that are left, also where none is.
   *
   * @param orderId the order's own id, `"42"`, and not the name of its stream
   */
  load(orderId: string): Promise<OrderAggregate | null>;
  /**
   * Stores the order's uncommitted events in the stream of the id that its state says. All of them or
   * none, and only if nothing was stored there since the order was loaded; of a new order, if nothing
   * ever was. Then the order is told that they are committed. Until it has settled, leave the order alone.
   *
   * An error of the store, a `ConcurrencyError` among others, reaches the caller as it is: the same
   * object, and nothing is tried again. Then the order is as it was before, so the save can be repeated.
   *
   * An order that has events and whose state says no id (status "none") is refused with an error of any
   * kind, and nothing is stored. It stays as it was, too.
   *
   * @returns what the append answered; `undefined` where there was nothing to store, and then the store
   *          is not asked for anything
   */
  save(order: OrderAggregate): Promise<AppendResult | undefined>;
}
