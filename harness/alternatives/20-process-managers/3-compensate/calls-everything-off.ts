// @style Sorted in code, the last first; whatever has a row is called off, a refused step too; counts without a transaction.
import type { CompensationEnd, CompensationPorts, SagaStepName } from "eventlings";

export const compensate = async (
  { database, services, ids, maxFailures }: CompensationPorts,
  orderId: string,
): Promise<CompensationEnd> => {
  const sagas = await database.select("sagas", { where: { orderId } });
  const status = sagas[0]?.status ?? "compensating";
  if (status !== "compensating") return status;

  const giveUp = (name: SagaStepName): Promise<void> =>
    database.transaction(async (tx) => {
      const isMine = await tx.update("sagas", { status: "parked" }, { orderId, status: "compensating" });
      if (isMine === 1) await tx.insert("alerts", { step: name, orderId, id: ids.next() });
    });

  const rows = await database.select("steps", { where: { orderId } });
  for (const { name, status: written } of rows.toSorted((one, other) => other.position - one.position)) {
    if (written === "undone") continue;
    try {
      await services.call({ step: name, ask: "undo", reference: orderId }, { idempotencyKey: `${name}!${orderId}` });
    } catch {
      // Counted by a statement of its own. Who dies before the next one finds the count when it comes back.
      await database.update("steps", { failures: { increment: 1 } }, { orderId, name });
      const [row] = await database.select("steps", { where: { orderId, name } });
      if ((row?.failures ?? 0) < maxFailures) return "again";
      await giveUp(name);
      return "parked";
    }
    await database.update("steps", { status: "undone" }, { orderId, name, status: { in: ["done", "started"] } });
  }
  await database.update("sagas", { status: "cancelled" }, { orderId });
  return "cancelled";
};
