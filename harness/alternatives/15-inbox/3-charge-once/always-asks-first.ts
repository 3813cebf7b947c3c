// @style Writes nothing down before the outcome, and asks the gateway before every charge.
import {
  PaymentChanged,
  RemoteError,
  type Database,
  type Payment,
  type PaymentGateway,
  type PaymentResult,
  type PaymentTables,
} from "eventlings";

interface Ports {
  readonly database: Database<PaymentTables>;
  readonly gateway: PaymentGateway;
}

const isCode = (error: unknown, code: string): boolean => error instanceof RemoteError && error.code === code;

export async function chargeOnce({ database, gateway }: Ports, payment: Payment): Promise<PaymentResult> {
  const { paymentId, amount } = payment;
  const refuseOther = (known: { readonly amount: number; readonly currency: string }): void => {
    if (known.amount !== amount.amount || known.currency !== amount.currency) throw new PaymentChanged(paymentId);
  };

  const [row] = await database.select("charges", { where: { paymentId } });
  if (row !== undefined) {
    refuseOther(row);
    return row.chargeId === null ? { status: "declined" } : { status: "charged", chargeId: row.chargeId };
  }

  let chargeId: string | null = null;
  try {
    let answer = await gateway.call({ ask: "find", reference: paymentId });
    if (answer.outcome === "no-such-charge")
      answer = await gateway.call({ ask: "charge", reference: paymentId, amount }, { idempotencyKey: paymentId });
    if (answer.outcome !== "charged") throw new Error("The gateway does not say what became of the charge.");
    refuseOther(answer.amount);
    chargeId = answer.chargeId;
  } catch (error) {
    if (isCode(error, "KEY_REUSED")) throw new PaymentChanged(paymentId);
    if (!isCode(error, "REFUSED")) throw error;
  }
  const status = chargeId === null ? "declined" : "charged";
  await database.insert("charges", { paymentId, ...amount, idempotencyKey: null, status, chargeId }, { ifNew: true });
  return chargeId === null ? { status: "declined" } : { status: "charged", chargeId };
}
