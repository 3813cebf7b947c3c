// @style An async generator of ids that remembers its place; each row is removed in a statement of its own.
import type { PurgeableRow, PurgePorts, Where } from "eventlings";

async function* idsOf({ database, batchSize }: PurgePorts, where: Where<PurgeableRow>): AsyncGenerator<string> {
  let after = -Infinity;
  for (;;) {
    const rows = await database.select("outbox", {
      where: { ...where, position: { gt: after } },
      orderBy: ["position"],
      limit: batchSize,
    });
    if (rows.length === 0) return;
    for (const { id, position } of rows) {
      after = position;
      yield id;
    }
  }
}

export async function purge(ports: PurgePorts): Promise<number> {
  const oldest = new Date(ports.clock.now().getTime() - ports.keepFor);
  const where: Where<PurgeableRow> = { publishedAt: { lte: oldest }, parkedAt: null };
  let count = 0;
  for await (const id of idsOf(ports, where)) count += await ports.database.delete("outbox", { ...where, id });
  return count;
}
