// @belief Positions count up, so the mark goes as far as there is no number missing.
// @breaks passes-a-dead-gap, does-not-wait-for-newcomers, records-what-it-passes
// @section proof
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
      const [stored] = await database.select("marks", { where: { name: "events" } });
      let reached = stored?.position ?? 0;
      const rows = await database.select("events", { where: { position: { gt: reached } }, orderBy: ["position"] });
      for (const { position } of rows) {
        if (position !== reached + 1) break;
        reached = position;
      }
      await raise(database, reached);
      return reached;
    },
  };
}

/** Moves the mark up. Where another process has moved it further, it stays there. */
async function raise(database: Pick<Database<HighWaterTables>, "update">, position: number): Promise<void> {
  await database.update("marks", { position }, { name: "events", position: { lt: position } });
}
