// @belief If the gateway throws, the charge has failed.
// @breaks unknown-is-not-no, one-key-for-all-tries, two-at-once, asks-before-it-charges-again
// @section no-answer-is-not-no
import {
  PaymentChanged,
  type ChargeRow,
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
export async function chargeOnce({ database, gateway }: Ports, payment: Payment): Promise<PaymentResult> {
  const { paymentId, amount } = payment;
  const pending = { paymentId, ...amount, idempotencyKey: null, status: "pending", chargeId: null } as const;
  const mine = await database.insert("charges", pending, { ifNew: true });
  const row = mine ?? (await load(database, paymentId)) ?? pending;
  if (row.amount !== payment.amount.amount || row.currency !== payment.amount.currency)
    throw new PaymentChanged(payment.paymentId);
  if (row.status === "declined") return { status: "declined" };
  if (row.chargeId !== null) return { status: "charged", chargeId: row.chargeId };
  const found = mine === undefined ? await gateway.call({ ask: "find", reference: paymentId }) : undefined;
  const result =
    found?.outcome === "charged"
      ? ({ status: "charged", chargeId: found.chargeId } as const)
      : await charge(gateway, payment, paymentId);
  const chargeId = result.status === "charged" ? result.chargeId : null;
  await database.update("charges", { status: result.status, chargeId }, { paymentId });
  return result;
}

async function load(database: Database<PaymentTables>, paymentId: string): Promise<ChargeRow | undefined> {
  const [row] = await database.select("charges", { where: { paymentId } });
  return row;
}

async function charge(gateway: PaymentGateway, payment: Payment, idempotencyKey: string): Promise<PaymentResult> {
  const { paymentId, amount } = payment;
  try {
    const answer = await gateway.call({ ask: "charge", reference: paymentId, amount }, { idempotencyKey });
    return answer.outcome === "charged" ? { status: "charged", chargeId: answer.chargeId } : { status: "declined" };
  } catch {
    return { status: "declined" };
  }
}
