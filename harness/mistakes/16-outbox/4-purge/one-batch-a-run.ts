// @belief One batch a run is enough: it runs every night.
// @breaks removes-the-rest, beside-others
// @section the-clean-up
import type { PurgePorts } from "eventlings";

/** Removes from the outbox what is published and no longer needed, all of it, and says how many rows. */
export async function purge({ database, clock, keepFor, batchSize }: PurgePorts): Promise<number> {
  const isDone = { publishedAt: { lt: new Date(clock.now().getTime() - keepFor) }, parkedAt: null };
  const batch = await database.select("outbox", { where: isDone, orderBy: ["position"], limit: batchSize });
  return database.delete("outbox", { ...isDone, id: { in: batch.map(({ id }) => id) } });
}
