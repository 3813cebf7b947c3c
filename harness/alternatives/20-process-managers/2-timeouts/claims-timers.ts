// @style A class; a poller claims one timer after the other with SKIP LOCKED, until none is due; a timer's row is the claim.
import type {
  DeadlineMessage,
  DeadlinePorts,
  DeadlineTables,
  PaymentDeadlines,
  QueueMessage,
  Transaction,
} from "eventlings";

type Tx = Transaction<DeadlineTables>;

class Deadlines implements PaymentDeadlines {
  readonly #ports: DeadlinePorts;

  constructor(ports: DeadlinePorts) {
    this.#ports = ports;
  }

  handle({ body }: QueueMessage<DeadlineMessage>): Promise<void> {
    const { database, clock, payWithin } = this.#ports;
    const { orderId } = body.data;
    return database.transaction(async (tx) => {
      if (body.type === "PaymentDue") {
        const { amount } = body.data;
        const payment = await tx.insert("payments", { orderId, amount, status: "waiting" }, { ifNew: true });
        if (payment === undefined) return;
        await tx.insert("timers", { orderId, dueAt: new Date(+clock.now() + payWithin) });
        await tx.insert("outbox", { id: `1 ${orderId}`, type: "TakePayment", data: { orderId, amount } });
      } else if (body.type === "PaymentTaken") {
        // Whoever deletes the timer ends the waiting.
        if ((await tx.delete("timers", { orderId })) === 1) {
          await tx.update("payments", { status: "paid" }, { orderId });
          await tx.insert("outbox", { id: `2 ${orderId}`, type: "BookShipment", data: { orderId } });
        } else await this.#refund(tx, orderId);
      } else if (body.type === "PaymentDeclined") {
        if ((await tx.delete("timers", { orderId })) === 1) await this.#giveUp(tx, orderId);
      }
    });
  }

  async fireDueTimers(): Promise<void> {
    while (await this.#fireOne());
  }

  #fireOne(): Promise<boolean> {
    return this.#ports.database.transaction(async (tx) => {
      const [timer] = await tx.select("timers", {
        where: { dueAt: { lte: this.#ports.clock.now() } },
        orderBy: ["dueAt"],
        limit: 1,
        forUpdate: true,
        skipLocked: true,
      });
      if (timer === undefined) return false;
      await tx.delete("timers", { orderId: timer.orderId });
      await this.#giveUp(tx, timer.orderId);
      return true;
    });
  }

  async #giveUp(tx: Tx, orderId: string): Promise<void> {
    await tx.update("payments", { status: "given-up" }, { orderId });
    await tx.insert("outbox", { id: `3 ${orderId}`, type: "ReleaseStock", data: { orderId } });
  }

  async #refund(tx: Tx, orderId: string): Promise<void> {
    const [payment] = await tx.select("payments", { where: { orderId }, forUpdate: true });
    if (payment?.status !== "given-up") return;
    await tx.update("payments", { status: "refunding" }, { orderId });
    const { amount } = payment;
    await tx.insert("outbox", { id: `4 ${orderId}`, type: "RefundPayment", data: { orderId, amount } });
  }
}

export const createPaymentDeadlines = (ports: DeadlinePorts): PaymentDeadlines => new Deadlines(ports);
