// @belief I take my id, then I look: whoever has a number that I do not see must have an older id than mine.
// @breaks never-passes-an-open-gap, waits-however-long
// @section proof
import type { Clock, Database, HighWaterMark, HighWaterTables, NumberedEvent } from "eventlings";

type Gap = Pick<HighWaterTables["skips"], "first" | "last">;

/** All numbers up to `upTo` had been given out, to transactions with ids below `below`. */
interface Evidence {
  readonly upTo: number;
  readonly below: bigint;
}

/** Keeps the mark up to which a log in a database can be read without missing anything. */
export function createHighWaterMark({
  database,
  clock,
}: {
  readonly database: Database<HighWaterTables>;
  readonly clock: Clock;
}): HighWaterMark {
  let evidence: Evidence | undefined;

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
        const known = evidence;
        const isProven = known !== undefined && known.below <= xmin;
        if (known === undefined || isProven) evidence = { upTo: rows.at(-1)?.position ?? mark, below: current };
        const { reached, gaps } = walk(mark, rows, isProven ? known.upTo : mark);
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
