import { NotImplemented, type DeadlinePorts, type PaymentDeadlines } from "eventlings";

/**
 * Waits for a payment, but not for ever. `DeadlineTables` (open its definition) has the tables.
 *
 *   status       hears, or fires    asks for        status then
 *   (no row)     PaymentDue         TakePayment     waiting, with a timer
 *   waiting      PaymentTaken       BookShipment    paid
 *                PaymentDeclined    ReleaseStock    given-up
 *                the timer          ReleaseStock    given-up
 *   given-up     PaymentTaken       RefundPayment   refunding
 *
 * - Whatever else it hears, it ignores: services reply twice, and `PaymentDue` comes twice too.
 * - A timer is due `payWithin` milliseconds after its `PaymentDue` was handled for the first time. It
 *   fires in the first call of `fireDueTimers` at or after that moment. Until it has fired, a payment is in
 *   time, whatever the clock says.
 * - `timers` holds the timers that are still to fire, and no others.
 * - Several copies of all this run, and each can die at any moment. Where the database fails, `handle` and
 *   `fireDueTimers` reject, and are called again.
 */
export function createPaymentDeadlines(_ports: DeadlinePorts): PaymentDeadlines {
  return {
    async handle() {
      // TODO: what has to outlive this process, so that somebody gives up in time?
      // TODO: the money comes after you have given up. What is owed to the customer now?
      throw new NotImplemented("handle");
    },
    async fireDueTimers() {
      // TODO: the payment may arrive at this very moment. How is only one of the two acted on?
      throw new NotImplemented("fireDueTimers");
    },
  };
}
