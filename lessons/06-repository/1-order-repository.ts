import { NotImplemented, type OrderRepository, type OrderRepositoryPorts } from "eventlings";

/**
 * Loads orders from an event store, and saves what has happened to them.
 *
 * `OrderRepository` (open its definition) says what both must keep, `Aggregate` what an order tells of
 * itself, and `orderStream` how a stream is named. A store does not know what kind of events a stream holds;
 * `historyOf<NewOrderEvent>(slice)` says that what was read are an order's.
 *
 * There are other processes, with repositories of their own over the same store.
 */
export function createOrderRepository(ports: OrderRepositoryPorts): OrderRepository {
  void ports;

  return {
    async load(_orderId) {
      // TODO: the order as it is stored, or null if nothing was ever stored under this id.
      throw new NotImplemented("load");
    },
    async save(_order) {
      // TODO: what is new is stored behind exactly that which the order was loaded from, or not at all.
      // TODO: a save that failed, in whatever way, can be repeated.
      throw new NotImplemented("save");
    },
  };
}
