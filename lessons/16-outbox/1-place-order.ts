import { NotImplemented, type CheckoutOrder, type CheckoutPorts } from "eventlings";

/**
 * Places an order: takes its lines out of stock, stores it, and sees to it that other services hear of it.
 *
 * `CheckoutPorts` (open its definition) has the tables. The message is the public `shop.OrderPlaced` of
 * `OrderIntegrationEvent`: `occurredAt` is what the clock shows, there is no `correlationId`, and `data`
 * has the fields of the contract and no others. In the outbox its key is the order's id, and
 * `publishedAt` is `null`; the database fills in `position`.
 *
 * Where there is too little of a line, it rejects with `OutOfStock`, and nothing has happened.
 *
 * The checkout sends an order again when it got no answer, perhaps while the first attempt is still
 * running. An order that is already placed is not placed again: that succeeds and changes nothing.
 *
 * Where the database fails, it may reject: the checkout will send the order again. The broker may be
 * down for hours, and orders are placed all the same.
 */
export async function placeOrder(_ports: CheckoutPorts, _order: CheckoutOrder): Promise<void> {
  // TODO: the order, its stock and its message: all of it is stored, or none of it, whenever you crash.
  // TODO: the message has one id, for ever; so who makes it, and when?
  throw new NotImplemented("placeOrder");
}
