import { NotImplemented, type OrderCommand, type OrderEvent, type OrderState } from "eventlings";

/**
 * The rules of an order: what follows from a command in this state.
 *
 * - Open the definition of `OrderRefusal`: its table says for every command and state which events
 *   follow, or with which code a `new CommandRefused(code, message)` is thrown. The message is yours.
 * - An event holds the fields of its type (open `OrderEvent`; its lines those of `OrderLine`) and no
 *   others, whatever else somebody wrote into the command. Its time is the command's `at`.
 * - The total is the sum of quantity × unit price over all lines, in minor units, exactly.
 * - A refund is over all that was paid: what `state.paid` says. Under older rules that was not always
 *   the total.
 * - Pure: the same command and state give the same events, and neither of them is changed.
 *
 * A command that is refused leads to no event at all. An empty list is not a refusal: it says that
 * there was nothing left to do.
 */
export function decideOrder(command: OrderCommand, _state: OrderState): readonly OrderEvent[] {
  switch (command.type) {
    case "PlaceOrder":
      // TODO: which orders can be placed, and what do they cost?
      throw new NotImplemented("PlaceOrder");

    case "RecordPayment":
    case "ShipOrder":
      // TODO: a row of the table each. What does the type of `state` let you read in which state?
      throw new NotImplemented(command.type);

    case "CancelOrder":
      // TODO: it depends on how far the order has come.
      throw new NotImplemented("CancelOrder");
  }
}
