import type { PurgePorts } from "eventlings";

/** Removes from the outbox what is published and no longer needed, all of it, and says how many rows. */
export async function purge({ database, clock, keepFor, batchSize }: PurgePorts): Promise<number> {
  // Counted from the publication and not from the creation: what waited for a week while the broker was
  // down may have been out for a minute. And nothing compares with `null`: what is not published stays.
  const isDone = { publishedAt: { lt: new Date(clock.now().getTime() - keepFor) }, parkedAt: null };

  let removed = 0;
  for (;;) {
    const batch = await database.select("outbox", { where: isDone, orderBy: ["position"], limit: batchSize });
    if (batch.length === 0) return removed;
    // The condition again: since the look at it, a row may have been set back to be published again.
    removed += await database.delete("outbox", { ...isDone, id: { in: batch.map(({ id }) => id) } });
  }
}
