// @style Recursive: looks for the last step that is left, undoes it, and begins again. Asks the service what it found first.
import type { CompensationEnd, CompensationPorts } from "eventlings";

export async function compensate(ports: CompensationPorts, orderId: string): Promise<CompensationEnd> {
  const { database, services, ids, maxFailures } = ports;
  const [saga] = await database.select("sagas", { where: { orderId } });
  if (saga !== undefined && saga.status !== "compensating") return saga.status;
  const left = await database.select("steps", { where: { orderId, status: { ne: "undone" } } });
  const last = left
    .filter(({ status }) => status !== "refused")
    .toSorted((one, other) => other.position - one.position)
    .at(0);
  if (last === undefined) {
    await database.update("sagas", { status: "cancelled" }, { orderId });
    return "cancelled";
  }
  const { name } = last;
  const about = { step: name, reference: orderId } as const;
  const isUndone = await services
    .call({ ask: "find", ...about })
    // Only for the log: what is not found may still be on its way, so it is called off in any case.
    .then(({ outcome }) => console.log(`${name} of ${orderId}: ${outcome}`))
    .then(() => services.call({ ask: "undo", ...about }, { idempotencyKey: `undo ${orderId} ${name}` }))
    .then(
      () => true,
      () => false,
    );
  if (isUndone) {
    await database.update("steps", { status: "undone" }, { orderId, name });
    return await compensate(ports, orderId);
  }
  const tx = await database.begin();
  await tx.update("steps", { failures: { increment: 1 } }, { orderId, name });
  const [{ failures } = { failures: 0 }] = await tx.select("steps", { where: { orderId, name } });
  const isTooMuch = failures >= maxFailures;
  if (isTooMuch && (await tx.update("sagas", { status: "parked" }, { orderId, status: "compensating" })) === 1)
    await tx.insert("alerts", { id: ids.next(), orderId, step: name });
  await tx.commit();
  return isTooMuch ? "parked" : "again";
}
