// @style No locks by hand: each change says which status it expects, and the number of rows says whether it was so.
import type { DeadlineCommand, DeadlinePorts, DeadlineRow, PaymentDeadlines } from "eventlings";

export function createPaymentDeadlines({ database, clock, payWithin }: DeadlinePorts): PaymentDeadlines {
  /** Moves a payment on if it stands as expected; if it does not, nothing happens. */
  const move = (
    orderId: string,
    from: DeadlineRow["status"],
    to: DeadlineRow["status"],
    command: (amount: number) => DeadlineCommand,
  ): Promise<boolean> =>
    database.transaction(async (tx) => {
      if ((await tx.update("payments", { status: to }, { orderId, status: from })) === 0) return false;
      const [row] = await tx.select("payments", { where: { orderId } });
      await tx.insert("outbox", command(row?.amount ?? 0));
      if (from === "waiting") await tx.delete("timers", { orderId });
      return true;
    });
  const giveUp = (orderId: string): Promise<boolean> =>
    move(orderId, "waiting", "given-up", () => ({
      id: `release:${orderId}`,
      type: "ReleaseStock",
      data: { orderId },
    }));

  return {
    async handle({ body }) {
      const { orderId } = body.data;
      switch (body.type) {
        case "PaymentDue": {
          const { amount } = body.data;
          await database.transaction(async (tx) => {
            const dueAt = new Date(clock.now().getTime() + payWithin);
            const [known] = await tx.select("payments", { where: { orderId } });
            if (known !== undefined) return;
            // Where somebody else was quicker, this fails on the key, and the message comes again.
            await tx.insert("payments", { orderId, amount, status: "waiting" });
            await tx.insert("outbox", { id: `take:${orderId}`, type: "TakePayment", data: { orderId, amount } });
            await tx.insert("timers", { orderId, dueAt });
          });
          return;
        }
        case "PaymentTaken": {
          const inTime = await move(orderId, "waiting", "paid", () => ({
            id: `book:${orderId}`,
            type: "BookShipment",
            data: { orderId },
          }));
          if (inTime) return;
          await move(orderId, "given-up", "refunding", (amount) => ({
            id: `refund:${orderId}`,
            type: "RefundPayment",
            data: { orderId, amount },
          }));
          return;
        }
        case "PaymentDeclined":
          await giveUp(orderId);
          return;
        default:
      }
    },
    async fireDueTimers() {
      const timers = await database.select("timers", { orderBy: ["dueAt"] });
      const now = clock.now();
      for (const { orderId, dueAt } of timers) if (dueAt <= now) await giveUp(orderId);
    },
  };
}
