// @belief The gateway honours the key, so the same call again is safe, and I need not remember anything.
// @breaks again-is-the-same-answer, asks-before-it-charges-again, other-amount-is-refused, declined-stays-declined
// @section how-long-a-key-protects
import {
  PaymentChanged,
  RemoteError,
  type Database,
  type Ids,
  type Payment,
  type PaymentGateway,
  type PaymentResult,
  type PaymentTables,
} from "eventlings";

interface Ports {
  readonly database: Database<PaymentTables>;
  readonly gateway: PaymentGateway;
  readonly ids: Ids;
}

/** Charges a payment once, however often it is asked for. */
export async function chargeOnce({ gateway }: Ports, { paymentId, amount }: Payment): Promise<PaymentResult> {
  try {
    const request = { ask: "charge", reference: paymentId, amount } as const;
    const answer = await gateway.call(request, { idempotencyKey: paymentId });
    if (answer.outcome === "charged") return { status: "charged", chargeId: answer.chargeId };
    throw new Error(`The gateway answered a charge with "${answer.outcome}".`);
  } catch (error) {
    if (error instanceof RemoteError && error.code === "REFUSED") return { status: "declined" };
    if (error instanceof RemoteError && error.code === "KEY_REUSED") throw new PaymentChanged(paymentId);
    throw error;
  }
}
