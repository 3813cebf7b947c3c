// @belief A timer that is due gives up whatever is not paid by then.
// @breaks fires-once
// @section fired-once
import type {
  DeadlineCommand,
  DeadlinePorts,
  DeadlineRow,
  DeadlineTables,
  PaymentDeadlines,
  Transaction,
} from "eventlings";

/** A payment that is not waited for any more. */
type Ended = Exclude<DeadlineRow["status"], "waiting">;

/** Waits for a payment, but not for ever. */
export function createPaymentDeadlines({ database, clock, payWithin }: DeadlinePorts): PaymentDeadlines {
  return {
    handle: ({ body: { type, data } }) =>
      database.transaction(async (tx) => {
        const { orderId } = data;
        if (type === "PaymentDue") {
          const { amount } = data;
          const isNew = await tx.insert("payments", { orderId, amount, status: "waiting" }, { ifNew: true });
          if (isNew === undefined) return;
          // In the table, with the moment at which it is due: whoever is alive then will fire it.
          await tx.insert("timers", { orderId, dueAt: new Date(clock.now().getTime() + payWithin) });
          await tx.insert("outbox", { id: `${orderId}/take-payment`, type: "TakePayment", data: { orderId, amount } });
          return;
        }
        const payment = await lock(tx, orderId);
        if (payment === undefined) return;
        const next = afterReply(payment.status, type);
        if (next !== undefined) await moveTo(tx, payment, next);
      }),

    async fireDueTimers() {
      const due = await database.select("timers", { where: { dueAt: { lte: clock.now() } } });
      for (const { orderId } of due)
        await database.transaction(async (tx) => {
          // The list is a moment old: it may have been paid since.
          const payment = await lock(tx, orderId);
          if (payment !== undefined && payment.status !== "paid") await moveTo(tx, payment, "given-up");
        });
    },
  };
}

/** A payment's row, which nobody else changes until this transaction ends: replies and timers take turns. */
async function lock(tx: Transaction<DeadlineTables>, orderId: string): Promise<DeadlineRow | undefined> {
  const [payment] = await tx.select("payments", { where: { orderId }, forUpdate: true });
  return payment;
}

/** Where a payment goes when a service says this; `undefined` where that says nothing to it. */
function afterReply(status: DeadlineRow["status"], type: string): Ended | undefined {
  if (status === "waiting" && type === "PaymentTaken") return "paid";
  if (status === "waiting" && type === "PaymentDeclined") return "given-up";
  // Given up, and then the money came: it is the customer's.
  if (status === "given-up" && type === "PaymentTaken") return "refunding";
  return undefined;
}

/** The state, the timer and the command change together. */
async function moveTo(tx: Transaction<DeadlineTables>, { orderId, amount }: DeadlineRow, status: Ended): Promise<void> {
  const commands = {
    paid: { id: `${orderId}/book-shipment`, type: "BookShipment", data: { orderId } },
    "given-up": { id: `${orderId}/release-stock`, type: "ReleaseStock", data: { orderId } },
    refunding: { id: `${orderId}/refund-payment`, type: "RefundPayment", data: { orderId, amount } },
  } as const satisfies Record<string, DeadlineCommand>;
  await tx.update("payments", { status }, { orderId });
  await tx.delete("timers", { orderId });
  // A command that is there already has the same id.
  await tx.insert("outbox", commands[status], { ifNew: true });
}
