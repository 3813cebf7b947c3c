// @belief At night the relay has caught up, so the table can be emptied.
// @breaks keeps-what-is-not-published, keeps-what-is-parked, keeps-the-window, removes-the-rest, beside-others
// @section the-clean-up
import type { PurgePorts } from "eventlings";

/** Removes from the outbox what is published and no longer needed, all of it, and says how many rows. */
export async function purge({ database, batchSize }: PurgePorts): Promise<number> {
  let removed = 0;
  for (;;) {
    const batch = await database.select("outbox", { orderBy: ["position"], limit: batchSize });
    if (batch.length === 0) return removed;
    removed += await database.delete("outbox", { id: { in: batch.map(({ id }) => id) } });
  }
}
