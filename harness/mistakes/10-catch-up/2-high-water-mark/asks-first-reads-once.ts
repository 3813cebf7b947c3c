// @belief First I make sure that nobody older is open, and then I read: what is missing now is dead.
// @breaks never-passes-an-open-gap, holds-before-a-leading-gap, waits-however-long, does-not-wait-for-newcomers, records-what-it-passes
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
    advance() {
      return database.transaction(async (transaction) => {
        const [stored] = await transaction.select("marks", { where: { name: "events" } });
        const mark = stored?.position ?? 0;
        const { current, xmin } = await transaction.ids();
        const rows = await transaction.select("events", {
          where: { position: { gt: mark } },
          orderBy: ["position"],
        });
        const { reached, gaps } = walk(mark, rows, xmin === current ? Infinity : mark);
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
