// @belief Batches keep each statement small, and a transaction around them keeps the whole atomic.
// @breaks in-batches
// @section batches
import type { PurgePorts } from "eventlings";

/** Removes from the outbox what is published and no longer needed, all of it, and says how many rows. */
export async function purge({ database, clock, keepFor, batchSize }: PurgePorts): Promise<number> {
  const isDone = { publishedAt: { lt: new Date(clock.now().getTime() - keepFor) }, parkedAt: null };

  return database.transaction(async (tx) => {
    let removed = 0;
    for (;;) {
      const batch = await tx.select("outbox", { where: isDone, orderBy: ["position"], limit: batchSize });
      if (batch.length === 0) return removed;
      removed += await tx.delete("outbox", { ...isDone, id: { in: batch.map(({ id }) => id) } });
    }
  });
}
