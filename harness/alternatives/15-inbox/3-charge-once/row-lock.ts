// @style Holds the row locked during the call, asks the gateway first each time, and sends a key nevertheless.
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
export async function chargeOnce({ database, gateway }: Ports, { paymentId, amount }: Payment): Promise<PaymentResult> {
  await database.insert(
    "charges",
    { paymentId, ...amount, idempotencyKey: paymentId, status: "pending", chargeId: null },
    { ifNew: true },
  );
  return database.transaction(async (tx) => {
    const [row] = await tx.select("charges", { where: { paymentId }, forUpdate: true });
    if (row === undefined) throw new Error("gone");
    if (row.amount !== amount.amount || row.currency !== amount.currency) throw new PaymentChanged(paymentId);
    if (row.status === "declined") return { status: "declined" };
    if (row.status === "charged") return { status: "charged", chargeId: row.chargeId ?? "" };
    let answer = await gateway.call({ ask: "find", reference: paymentId });
    try {
      if (answer.outcome !== "charged")
        answer = await gateway.call({ ask: "charge", reference: paymentId, amount }, { idempotencyKey: paymentId });
    } catch (error) {
      if (!(error instanceof RemoteError) || error.code !== "REFUSED") throw error;
      await tx.update("charges", { status: "declined" }, { paymentId });
      return { status: "declined" };
    }
    if (answer.outcome !== "charged") throw new Error("what?");
    await tx.update("charges", { status: "charged", chargeId: answer.chargeId }, { paymentId });
    return { status: "charged", chargeId: answer.chargeId };
  });
}
