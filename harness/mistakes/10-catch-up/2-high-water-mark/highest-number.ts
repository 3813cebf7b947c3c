// @belief The highest position in the table is how far one can read.
// @breaks never-passes-an-open-gap, holds-before-a-leading-gap, waits-however-long, records-what-it-passes, never-goes-back
// @section the-gap
import type { Clock, Database, HighWaterMark, HighWaterTables } from "eventlings";

/** Keeps the mark up to which a log in a database can be read without missing anything. */
export function createHighWaterMark({
  database,
}: {
  readonly database: Database<HighWaterTables>;
  readonly clock: Clock;
}): HighWaterMark {
  return {
    async advance() {
      const [last] = await database.select("events", { orderBy: ["-position"], limit: 1 });
      const highest = last?.position ?? 0;
      await raise(database, highest);
      return highest;
    },
  };
}

/** Moves the mark up. Where another process has moved it further, it stays there. */
async function raise(database: Pick<Database<HighWaterTables>, "update">, position: number): Promise<void> {
  await database.update("marks", { position }, { name: "events", position: { lt: position } });
}
