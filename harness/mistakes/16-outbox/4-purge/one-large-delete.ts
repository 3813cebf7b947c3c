// @belief One statement is atomic, simple, and as fast as it gets.
// @breaks in-batches
// @section batches
import type { PurgePorts } from "eventlings";

/** Removes from the outbox what is published and no longer needed, all of it, and says how many rows. */
export async function purge({ database, clock, keepFor }: PurgePorts): Promise<number> {
  const before = new Date(clock.now().getTime() - keepFor);
  return database.delete("outbox", { publishedAt: { lt: before }, parkedAt: null });
}
