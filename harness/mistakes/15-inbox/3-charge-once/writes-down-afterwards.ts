// @belief Look whether it was paid, charge it with the message's own id as key, write it down.
// @breaks asks-before-it-charges-again, other-amount-is-refused
// @section how-long-a-key-protects
import {
  PaymentChanged,
  RemoteError,
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
  const row = await load(database, paymentId);
  if (row !== undefined && (row.amount !== amount.amount || row.currency !== amount.currency))
    throw new PaymentChanged(paymentId);
  if (row?.status === "declined") return { status: "declined" };
  if (row !== undefined && row.chargeId !== null) return { status: "charged", chargeId: row.chargeId };
  const result = await charge(gateway, payment, paymentId);
  const chargeId = result.status === "charged" ? result.chargeId : null;
  const paid = { paymentId, ...amount, idempotencyKey: null, status: result.status, chargeId };
  await database.insert("charges", paid, { ifNew: true });
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
    if (answer.outcome === "charged") return { status: "charged", chargeId: answer.chargeId };
    throw new Error(`The gateway answered a charge with "${answer.outcome}".`);
  } catch (error) {
    if (error instanceof RemoteError && error.code === "REFUSED") return { status: "declined" };
    throw error;
  }
}
