// @style Recursion over short transactions that lock a batch before they delete it.
import type { PurgePorts } from "eventlings";

export async function purge(ports: PurgePorts): Promise<number> {
  const cutOff = new Date(ports.clock.now().getTime() - ports.keepFor);
  return removeBatches(ports, cutOff, 0);
}

async function removeBatches(ports: PurgePorts, cutOff: Date, before: number): Promise<number> {
  const removed = await ports.database.transaction(async (tx) => {
    const rows = await tx.select("outbox", {
      where: { publishedAt: { lt: cutOff }, parkedAt: null },
      limit: ports.batchSize,
      forUpdate: true,
    });
    // Locked: nobody can set them back between the look and the delete.
    return rows.length === 0 ? 0 : tx.delete("outbox", { id: { in: rows.map(({ id }) => id) } });
  });
  return removed === 0 ? before : removeBatches(ports, cutOff, before + removed);
}
