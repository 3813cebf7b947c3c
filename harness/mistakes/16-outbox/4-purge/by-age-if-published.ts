// @belief Published, and older than the window: then it can go.
// @breaks keeps-the-window, beside-others
// @section the-clean-up
import type { PurgePorts } from "eventlings";

/** Removes from the outbox what is published and no longer needed, all of it, and says how many rows. */
export async function purge({ database, clock, keepFor, batchSize }: PurgePorts): Promise<number> {
  const isDone = {
    publishedAt: { ne: null },
    createdAt: { lt: new Date(clock.now().getTime() - keepFor) },
    parkedAt: null,
  };

  let removed = 0;
  for (;;) {
    const batch = await database.select("outbox", { where: isDone, orderBy: ["position"], limit: batchSize });
    if (batch.length === 0) return removed;
    removed += await database.delete("outbox", { ...isDone, id: { in: batch.map(({ id }) => id) } });
  }
}
