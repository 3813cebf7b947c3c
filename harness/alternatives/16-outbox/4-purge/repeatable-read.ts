// @style Short transactions under repeatable read: whoever deletes a row that was changed since the look gets a 40001.
import type { PurgePorts } from "eventlings";

export async function purge({ database, clock, keepFor, batchSize }: PurgePorts): Promise<number> {
  const where = { publishedAt: { lt: new Date(clock.now().getTime() - keepFor) }, parkedAt: null };
  const removeBatch = (): Promise<number> =>
    database.transaction(
      async (tx) => {
        const batch = await tx.select("outbox", { where, limit: batchSize });
        return batch.length === 0 ? 0 : tx.delete("outbox", { id: { in: batch.map(({ id }) => id) } });
      },
      { isolation: "repeatable read" },
    );

  let total = 0;
  for (let removed = await removeBatch(); removed > 0; removed = await removeBatch()) total += removed;
  return total;
}
