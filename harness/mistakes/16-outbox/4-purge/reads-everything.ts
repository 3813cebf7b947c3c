// @belief I read the rows that are due once, and then delete them in batches.
// @breaks in-batches
// @section batches
import type { PurgePorts } from "eventlings";

/** Removes from the outbox what is published and no longer needed, all of it, and says how many rows. */
export async function purge({ database, clock, keepFor, batchSize }: PurgePorts): Promise<number> {
  const isDone = { publishedAt: { lt: new Date(clock.now().getTime() - keepFor) }, parkedAt: null };
  const due = await database.select("outbox", { where: isDone, orderBy: ["position"] });

  let removed = 0;
  for (let from = 0; from < due.length; from += batchSize) {
    const ids = due.slice(from, from + batchSize).map(({ id }) => id);
    removed += await database.delete("outbox", { ...isDone, id: { in: ids } });
  }
  return removed;
}
