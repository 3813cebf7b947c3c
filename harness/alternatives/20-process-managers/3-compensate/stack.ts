// @style A class with a stack; asks for everything that is written down, also what was refused; a refusal parks at once.
import { RemoteError, type CompensationEnd, type CompensationPorts, type SagaStepRow } from "eventlings";

class Compensation {
  readonly #ports: CompensationPorts;
  readonly #orderId: string;

  constructor(ports: CompensationPorts, orderId: string) {
    this.#ports = ports;
    this.#orderId = orderId;
  }

  async run(): Promise<CompensationEnd> {
    const orderId = this.#orderId;
    const { database } = this.#ports;
    const [saga] = await database.select("sagas", { where: { orderId } });
    if (saga !== undefined && saga.status !== "compensating") return saga.status;
    const stack = [...(await database.select("steps", { where: { orderId } }))];
    stack.sort((left, right) => left.position - right.position);
    for (let step = stack.pop(); step !== undefined; step = stack.pop()) {
      if (step.status === "undone") continue;
      const problem = await this.#undo(step);
      if (problem !== undefined) return await this.#fail(step, problem);
      await database.update("steps", { status: "undone", failures: 0 }, { orderId, name: step.name });
    }
    await database.update("sagas", { status: "cancelled" }, { orderId, status: "compensating" });
    return "cancelled";
  }

  async #undo({ name }: SagaStepRow): Promise<"later" | "never" | undefined> {
    const request = { ask: "undo", step: name, reference: this.#orderId } as const;
    try {
      await this.#ports.services.call(request, { idempotencyKey: JSON.stringify(["undo", this.#orderId, name]) });
      return undefined;
    } catch (error) {
      return error instanceof RemoteError && error.code === "REFUSED" ? "never" : "later";
    }
  }

  async #fail(step: SagaStepRow, problem: "later" | "never"): Promise<CompensationEnd> {
    const orderId = this.#orderId;
    const { database, ids, maxFailures } = this.#ports;
    return await database.transaction(async (tx) => {
      const [saga] = await tx.select("sagas", { where: { orderId }, forUpdate: true });
      if (saga?.status !== "compensating") return saga?.status ?? "again";
      const [now] = await tx.select("steps", { where: { orderId, name: step.name } });
      const failures = (now?.failures ?? 0) + 1;
      await tx.update("steps", { failures }, { orderId, name: step.name });
      if (problem === "later" && failures < maxFailures) return "again";
      await tx.insert("alerts", { id: ids.next(), orderId, step: step.name });
      await tx.update("sagas", { status: "parked" }, { orderId });
      return "parked";
    });
  }
}

export const compensate = (ports: CompensationPorts, orderId: string): Promise<CompensationEnd> =>
  new Compensation(ports, orderId).run();
