// @belief Row and charge in one transaction: if one of them fails, neither has happened.
// @breaks asks-before-it-charges-again, other-amount-is-refused
// @section somebody-elses-database
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
export async function chargeOnce({ database, gateway }: Ports, payment: Payment): Promise<PaymentResult> {
  const { paymentId, amount } = payment;
  return database.transaction(async (transaction) => {
    const pending = { paymentId, ...amount, idempotencyKey: null, status: "pending", chargeId: null } as const;
    const mine = await transaction.insert("charges", pending, { ifNew: true });
    const [known] = await transaction.select("charges", { where: { paymentId } });
    const row = mine ?? known ?? pending;
    if (row.amount !== amount.amount || row.currency !== amount.currency) throw new PaymentChanged(paymentId);
    if (row.status === "declined") return { status: "declined" };
    if (row.chargeId !== null) return { status: "charged", chargeId: row.chargeId };
    const result = await charge(gateway, payment, paymentId);
    const chargeId = result.status === "charged" ? result.chargeId : null;
    await transaction.update("charges", { status: result.status, chargeId }, { paymentId });
    return result;
  });
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
