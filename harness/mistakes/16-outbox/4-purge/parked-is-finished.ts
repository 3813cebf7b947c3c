// @belief Published or parked: either way, nothing more happens to the row.
// @breaks keeps-what-is-parked
// @section the-clean-up
import type { PurgePorts } from "eventlings";

/** Removes from the outbox what is published and no longer needed, all of it, and says how many rows. */
export async function purge({ database, clock, keepFor, batchSize }: PurgePorts): Promise<number> {
  const before = { lt: new Date(clock.now().getTime() - keepFor) };

  let removed = 0;
  for (const isDone of [{ publishedAt: before }, { publishedAt: null, parkedAt: before }])
    for (;;) {
      const batch = await database.select("outbox", { where: isDone, orderBy: ["position"], limit: batchSize });
      if (batch.length === 0) break;
      removed += await database.delete("outbox", { ...isDone, id: { in: batch.map(({ id }) => id) } });
    }
  return removed;
}
