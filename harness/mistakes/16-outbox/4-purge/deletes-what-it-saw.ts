// @belief I have just looked at these rows, so I can delete them by their ids.
// @breaks beside-others
// @section batches
import type { PurgePorts } from "eventlings";

/** Removes from the outbox what is published and no longer needed, all of it, and says how many rows. */
export async function purge({ database, clock, keepFor, batchSize }: PurgePorts): Promise<number> {
  const isDone = { publishedAt: { lt: new Date(clock.now().getTime() - keepFor) }, parkedAt: null };

  let removed = 0;
  for (;;) {
    const batch = await database.select("outbox", { where: isDone, orderBy: ["position"], limit: batchSize });
    if (batch.length === 0) return removed;
    removed += await database.delete("outbox", { id: { in: batch.map(({ id }) => id) } });
  }
}
