import {
  NotImplemented,
  type Database,
  type Ids,
  type Payment,
  type PaymentGateway,
  type PaymentResult,
  type PaymentTables,
} from "eventlings";

/**
 * Charges a payment once, however often it is asked for: again because a message came again, at two
 * processes at the same moment, after a crash, days later.
 *
 * The gateway belongs to somebody else, and no transaction of yours reaches it. `PaymentGateway` and
 * `GatewayRequest` (open their definitions) say what it promises: it honours idempotency keys for 24
 * hours, and it can be asked for a charge by your reference for as long as you like.
 *
 * - `charged` is answered where the gateway has the charge, and `declined` where it has refused it.
 * - Where you do not know (a `TIMEOUT`), find out, or reject: whoever called will call again.
 * - A payment that was declined stays declined: to try again is a new payment, with an id of its own.
 * - Rejects with a `PaymentChanged` where this payment was asked for before with another amount.
 */
export async function chargeOnce(
  ports: { readonly database: Database<PaymentTables>; readonly gateway: PaymentGateway; readonly ids: Ids },
  payment: Payment,
): Promise<PaymentResult> {
  void ports;
  void payment;
  // TODO: what must be known before the first call, so that a restarted process can carry on?
  // TODO: the second time, is the gateway sure to know your key still?
  throw new NotImplemented("chargeOnce");
}
