// @style A class that finds out by itself what became of a timeout, a few times, before it gives up.
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

const TRIES = 3;

class Till {
  readonly #ports: Ports;
  readonly #payment: Payment;

  constructor(ports: Ports, payment: Payment) {
    this.#ports = ports;
    this.#payment = payment;
  }

  async pay(): Promise<PaymentResult> {
    const { database } = this.#ports;
    const { paymentId, amount } = this.#payment;
    const { isNew, row } = await database.transaction(async (transaction) => {
      const [known] = await transaction.select("charges", { where: { paymentId }, forUpdate: true });
      const note = { paymentId, ...amount, idempotencyKey: paymentId, status: "pending", chargeId: null } as const;
      const mine = known ?? (await transaction.insert("charges", note, { ifNew: true }));
      return { isNew: known === undefined && mine !== undefined, row: mine };
    });
    // Nothing known, nothing inserted: another process was quicker. Look again at what it has written.
    if (row === undefined) return this.pay();
    if (row.amount !== amount.amount || row.currency !== amount.currency) throw new PaymentChanged(paymentId);
    switch (row.status) {
      case "declined":
        return { status: "declined" };
      case "charged":
        return { status: "charged", chargeId: row.chargeId ?? "" };
      case "pending":
        return this.#settle(isNew ? "charge" : "find");
    }
  }

  async #settle(first: "charge" | "find"): Promise<PaymentResult> {
    const { paymentId } = this.#payment;
    const chargeId = await this.#ask(first, TRIES);
    const status = chargeId === null ? "declined" : "charged";
    await this.#ports.database.update("charges", { status, chargeId }, { paymentId });
    return chargeId === null ? { status: "declined" } : { status: "charged", chargeId };
  }

  /** The charge, or null where the gateway refuses it. */
  async #ask(ask: "charge" | "find", left: number): Promise<string | null> {
    const { gateway } = this.#ports;
    const { paymentId: reference, amount } = this.#payment;
    try {
      const answer =
        ask === "find"
          ? await gateway.call({ ask, reference })
          : await gateway.call({ ask, reference, amount }, { idempotencyKey: reference });
      return answer.outcome === "charged" ? answer.chargeId : await this.#ask("charge", left);
    } catch (error) {
      if (!(error instanceof RemoteError)) throw error;
      if (error.code === "REFUSED") return null;
      if (error.code !== "TIMEOUT" || left === 0) throw error;
      return this.#ask("find", left - 1);
    }
  }
}

export const chargeOnce = (ports: Ports, payment: Payment): Promise<PaymentResult> => new Till(ports, payment).pay();
