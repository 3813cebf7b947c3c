// @belief A transaction that has not committed after five seconds never will.
// @breaks waits-however-long, does-not-wait-for-newcomers
// @section time-proves-nothing
import type { Clock, Database, HighWaterMark, HighWaterTables } from "eventlings";

/** Keeps the mark up to which a log in a database can be read without missing anything. */
export function createHighWaterMark({
  database,
  clock,
}: {
  readonly database: Database<HighWaterTables>;
  readonly clock: Clock;
}): HighWaterMark {
  /** When each gap was first seen, by its first number. */
  const firstSeen = new Map<number, number>();

  return {
    advance() {
      return database.transaction(async (transaction) => {
        const [stored] = await transaction.select("marks", { where: { name: "events" } });
        let reached = stored?.position ?? 0;
        const rows = await transaction.select("events", {
          where: { position: { gt: reached } },
          orderBy: ["position"],
        });
        const now = clock.now();
        for (const { position } of rows) {
          if (position > reached + 1) {
            const since = firstSeen.get(reached + 1) ?? now.getTime();
            firstSeen.set(reached + 1, since);
            if (now.getTime() - since < 5_000) break;
            const gap = { first: reached + 1, last: position - 1, skippedAt: now };
            await transaction.insert("skips", gap, { ifNew: true });
          }
          reached = position;
        }
        await raise(transaction, reached);
        return reached;
      });
    },
  };
}

/** Moves the mark up. Where another process has moved it further, it stays there. */
async function raise(database: Pick<Database<HighWaterTables>, "update">, position: number): Promise<void> {
  await database.update("marks", { position }, { name: "events", position: { lt: position } });
}
