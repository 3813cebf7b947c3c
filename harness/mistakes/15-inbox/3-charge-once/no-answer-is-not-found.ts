// @belief Where the question fails, there is nothing to be found, and the charge can be made.
// @breaks asks-before-it-charges-again
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
  const { row, isNew } = await writeDown(database, payment);
  if (row.amount !== payment.amount.amount || row.currency !== payment.amount.currency)
    throw new PaymentChanged(payment.paymentId);
  if (row.status === "declined") return { status: "declined" };
  if (row.chargeId !== null) return { status: "charged", chargeId: row.chargeId };

  // Somebody may have charged it and died. The gateway finds charges for longer than it remembers keys.
  const found = isNew ? undefined : await find(gateway, payment);
  const result = found ?? (await charge(gateway, payment));
  await database.update(
    "charges",
    { status: result.status, chargeId: result.status === "charged" ? result.chargeId : null },
    { paymentId: payment.paymentId },
  );
  return result;
}

/** The note that is there before the first call: it tells the next process that there may have been one. */
async function writeDown(
  database: Database<PaymentTables>,
  { paymentId, amount: { amount, currency } }: Payment,
): Promise<{ readonly row: ChargeRow; readonly isNew: boolean }> {
  const pending = { paymentId, amount, currency, idempotencyKey: null, status: "pending", chargeId: null } as const;
  const mine = await database.insert("charges", pending, { ifNew: true });
  if (mine !== undefined) return { row: mine, isNew: true };
  const [row] = await database.select("charges", { where: { paymentId } });
  if (row === undefined) throw new Error(`The note about ${paymentId} has disappeared: notes are never deleted.`);
  return { row, isNew: false };
}

async function find(gateway: PaymentGateway, { paymentId }: Payment): Promise<PaymentResult | undefined> {
  try {
    const answer = await gateway.call({ ask: "find", reference: paymentId });
    return answer.outcome === "charged" ? { status: "charged", chargeId: answer.chargeId } : undefined;
  } catch {
    return undefined;
  }
}

async function charge(gateway: PaymentGateway, { paymentId, amount }: Payment): Promise<PaymentResult> {
  try {
    // The key is made of nothing but the payment: every try, of every process, has the same.
    const answer = await gateway.call({ ask: "charge", reference: paymentId, amount }, { idempotencyKey: paymentId });
    if (answer.outcome === "charged") return { status: "charged", chargeId: answer.chargeId };
    throw new Error(`The gateway answered a charge with "${answer.outcome}".`);
  } catch (error) {
    if (error instanceof RemoteError && error.code === "REFUSED") return { status: "declined" };
    throw error;
  }
}
