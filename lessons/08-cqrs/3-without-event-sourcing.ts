import { NotImplemented, type OrderService, type OrderServicePorts } from "eventlings";

/**
 * CQRS over one database, with rows instead of events. `OrderServicePorts` and `OrderService` (open their
 * definitions) have the tables, the messages, and what each function throws.
 *
 * - The write model: an order in `orders`, its lines in `lines`. Both commands decide with it.
 * - The read model: a row in `orderList`, ready to be shown. `ordersOf` reads it with one `select`, and
 *   asks no other table. It is never behind the write model.
 * - A message in `outbox` for each command that was carried out (`publishedAt` is `null`). The messages
 *   of one order stand there in the order in which it changed.
 *
 * Two commands for one order can run at the same moment, here and in another process. The database works
 * as `read committed` unless you ask for something else. The broker may be down for hours, and orders are
 * taken all the same.
 */
export function createOrderService(_ports: OrderServicePorts): OrderService {
  return {
    // TODO: rows, list and message: all of it, or none of it, whenever you crash.
    async placeOrder(_order) {
      throw new NotImplemented("placeOrder");
    },
    // TODO: the same, and right when two lines are added at once.
    async addLine(_orderId, _line) {
      throw new NotImplemented("addLine");
    },
    // TODO: a customer's list with one read.
    async ordersOf(_customerId) {
      throw new NotImplemented("ordersOf");
    },
  };
}
