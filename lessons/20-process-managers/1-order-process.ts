import {
  NotImplemented,
  type OrderProcessCommand,
  type OrderProcessMessage,
  type OrderProcessState,
  type ProcessDecider,
  type ProcessMessageHandler,
  type ProcessPorts,
} from "eventlings";

/**
 * What happens to an order, step by step. `OrderProcessCommand` and the others (open their definitions)
 * have the details.
 *
 *   waits for (status)   hears              asks for                      status then
 *   not-started          OrderPlaced        ReserveStock                  reserving
 *   reserving            StockReserved      TakePayment                   paying
 *                        StockRejected                                    cancelled
 *   paying               PaymentTaken       BookShipment                  shipping
 *                        PaymentDeclined    ReleaseStock                  cancelled
 *   shipping             ShipmentBooked                                   completed
 *                        ShipmentRefused    RefundPayment, ReleaseStock   cancelled
 *
 * Whatever else it hears, also a type that is not in the list, it ignores: it never throws. Two commands
 * of one decision may come in either order. How ids look is up to you: a command has the same one
 * whenever it is decided, and shares it with no other command of any order.
 */
export const orderProcess: ProcessDecider<OrderProcessMessage, OrderProcessCommand, OrderProcessState> = {
  initialState: () => ({ status: "not-started" }),
  decide() {
    // TODO: what does this message lead to, in this state? And what is each command called?
    throw new NotImplemented("decide");
  },
  evolve() {
    throw new NotImplemented("evolve");
  },
};

/**
 * Runs the processes of all orders. Several copies of it run; each can die at any moment, and a message
 * that was not acknowledged comes again.
 *
 * - A message that was dealt with is in the inbox, as `handled` or as `ignored`, and its handler resolves.
 * - An order's state is in `processes`, its commands are in the outbox: once each, as they were decided.
 * - Where the database fails, the handler rejects.
 */
export function createProcessRunner(_ports: ProcessPorts): ProcessMessageHandler {
  return async () => {
    // TODO: what must be stored together, so that no crash can part it?
    // TODO: two replies may be handled at the same moment. Who goes first, and what does the other one see?
    throw new NotImplemented("createProcessRunner");
  };
}
