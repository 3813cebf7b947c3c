import { NotImplemented, type FlowHandler, type HeardTables, type ReactorPorts, type StockTables } from "eventlings";

/*
 * Who says what in the shop, and when. Whatever else a service hears, also of an unknown type, it ignores.
 *
 *   payments   (not yours)       on OrderPlaced: PaymentReceived, or PaymentFailed
 *                                on StockUnavailable, where it was paid: PaymentRefunded
 *   stock      OrderPlaced       where all of the quantity is available, it takes it: StockReserved;
 *                                where it is not, it takes nothing: StockUnavailable
 *              PaymentFailed     what is reserved for the order is available again: StockReleased
 *   shipping   OrderShipped      when PaymentReceived and StockReserved have both come
 *   orders     OrderCompleted    when OrderShipped has come
 *              OrderCancelled    when nothing is held any more: the money was not taken or is back
 *                                (PaymentFailed, PaymentRefunded), and so were the goods
 *                                (StockUnavailable, StockReleased)
 *
 * - Events come in any order, and more than once. Each is said at most once for an order, as soon as all
 *   that it needs has come, and with `{ orderId }` as its data. Its id is up to you.
 * - PaymentFailed may come to stock before OrderPlaced. In the end nothing is held, and stock has said so
 *   once: StockReleased or StockUnavailable, at either moment. After StockUnavailable, PaymentFailed
 *   leads to nothing.
 * - Several copies of each service run, and each can die at any moment. What a service says is in its
 *   outbox. Where its database fails, the handler rejects.
 */

export function createStock(_ports: ReactorPorts<StockTables>): FlowHandler {
  return async () => {
    // TODO: give back what was taken, and only that; whichever of the two comes first.
    throw new NotImplemented("createStock");
  };
}

export function createShipping(_ports: ReactorPorts<HeardTables>): FlowHandler {
  return async () => {
    // TODO: two events meet here. Where do you keep the first one, and what if both come at the same moment?
    throw new NotImplemented("createShipping");
  };
}

export function createOrders(_ports: ReactorPorts<HeardTables>): FlowHandler {
  return async () => {
    // TODO: each order comes to one end, once, and not while something is held for it.
    throw new NotImplemented("createOrders");
  };
}
