// @belief A gap is dead when no other transaction is open.
// @breaks does-not-wait-for-newcomers
// @section proof
import type { Clock, Database, HighWaterMark, HighWaterTables, NumberedEvent } from "eventlings";

type Gap = Pick<HighWaterTables["skips"], "first" | "last">;

/** Keeps the mark up to which a log in a database can be read without missing anything. */
export function createHighWaterMark({
  database,
  clock,
}: {
  readonly database: Database<HighWaterTables>;
  readonly clock: Clock;
}): HighWaterMark {
  return {
    async advance() {
      const [stored] = await database.select("marks", { where: { name: "events" } });
      const mark = stored?.position ?? 0;
      const seen = await database.select("events", { where: { position: { gt: mark } }, orderBy: ["position"] });
      const withoutGap = walk(mark, seen, mark);
      const highest = seen.at(-1)?.position ?? mark;
      if (withoutGap.reached === highest) {
        if (highest > mark) await raise(database, highest);
        return highest;
      }

      return database.transaction(async (transaction) => {
        // The order is what makes it a proof. The numbers that we saw were given out before this id …
        const { current, xmin } = await transaction.ids();
        const isProven = xmin === current;
        // … so when all older ids are over, whatever this second look does not see will never be there.
        const rows = await transaction.select("events", {
          where: { position: { gt: mark } },
          orderBy: ["position"],
        });
        const { reached, gaps } = walk(mark, rows, isProven ? highest : mark);
        // In the same transaction: no crash leaves a mark that has passed something in silence.
        for (const gap of gaps) await transaction.insert("skips", { ...gap, skippedAt: clock.now() }, { ifNew: true });
        if (reached > mark) await raise(transaction, reached);
        return reached;
      });
    },
  };
}

/** Goes from number to number, over gaps that end at or below `proven`, and stops before any other. */
function walk(mark: number, rows: readonly NumberedEvent[], proven: number): { reached: number; gaps: readonly Gap[] } {
  const gaps: Gap[] = [];
  let reached = mark;
  for (const { position } of rows) {
    if (position > reached + 1) {
      if (position - 1 > proven) break;
      gaps.push({ first: reached + 1, last: position - 1 });
    }
    reached = position;
  }
  return { reached, gaps };
}

/** Moves the mark up. Where another process has moved it further, it stays there. */
async function raise(database: Pick<Database<HighWaterTables>, "update">, position: number): Promise<void> {
  await database.update("marks", { position }, { name: "events", position: { lt: position } });
}
