// @belief What is not undone yet is what I have to undo; to undo what never took place does no harm.
// @breaks undoes-in-reverse, unknown-step-is-undone, retried-until-it-works
// @section in-reverse-order
import type { CompensationEnd, CompensationPorts, Database, SagaStepRow, SagaTables } from "eventlings";

/** Undoes an order's saga that cannot go on, as far as it gets. */
export async function compensate(ports: CompensationPorts, orderId: string): Promise<CompensationEnd> {
  const { database } = ports;
  const [saga] = await database.select("sagas", { where: { orderId } });
  if (saga?.status === "parked") return "parked";

  // Of a saga that is cancelled there is nothing left to undo.
  for (const step of await stepsToUndo(database)) {
    try {
      await undo(ports, { ...step, orderId });
    } catch (error) {
      console.error(`${step.name} of ${orderId} could not be undone.`, error);
      return countFailure(ports, { ...step, orderId });
    }
    await database.update("steps", { status: "undone" }, { orderId, name: step.name });
  }
  await database.update("sagas", { status: "cancelled" }, { orderId });
  return "cancelled";
}

/** The last first. `started` is the step that nobody knows of: it may have taken place, so it is undone too. */
const stepsToUndo = (database: Database<SagaTables>): Promise<readonly SagaStepRow[]> =>
  database.select("steps", {
    where: { status: { in: ["started", "done"] } },
    orderBy: ["-position"],
  });

/** Asked again, after a lost answer or by another process, it has the same key: the service does it once. */
async function undo({ services }: CompensationPorts, { orderId, name }: SagaStepRow): Promise<void> {
  await services.call({ ask: "undo", step: name, reference: orderId }, { idempotencyKey: `${orderId}/undo-${name}` });
}

/** Notes a try that has failed. The last one parks the saga, and its alert is written in the same transaction. */
const countFailure = (
  { database, ids, maxFailures }: CompensationPorts,
  { orderId, name }: SagaStepRow,
): Promise<CompensationEnd> =>
  database.transaction(async (tx) => {
    await tx.update("steps", { failures: { increment: 1 } }, { orderId, name });
    const [step] = await tx.select("steps", { where: { orderId, name } });
    if (step === undefined || step.failures < maxFailures) return "again";
    // Two processes may come here for one parking: the one that changes the status writes the alert.
    const parked = await tx.update("sagas", { status: "parked" }, { orderId, status: "compensating" });
    if (parked > 0) await tx.insert("alerts", { id: ids.next(), orderId, step: name });
    return "parked";
  });
