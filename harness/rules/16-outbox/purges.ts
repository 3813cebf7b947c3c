import type { Me, World } from "#spec";
import type { Database, PurgeableRow, PurgePorts } from "eventlings";
import { aRow } from "./relays.ts";

const HOUR = 3_600_000;
/** When every world begins: the clean-ups of these rules all run at this moment. */
const NOW = Date.UTC(2026, 0, 15, 9);

export const hoursAgo = (hours: number): Date => new Date(NOW - hours * HOUR);

/** A row, with what became of it. */
export const purgeable = (
  id: string,
  { created, published, parked }: { created: number; published?: number; parked?: number },
): PurgeableRow => ({
  ...aRow(id, id.replace("m", "order-")),
  position: Number(id.slice(1)),
  createdAt: hoursAgo(created),
  publishedAt: published === undefined ? null : hoursAgo(published),
  parkedAt: parked === undefined ? null : hoursAgo(parked),
});

/** What a database says to one of two that got in each other's way. */
const REFUSED = ["40001", "40P01"];

interface Purges {
  purge(ports: PurgePorts): Promise<number>;
}

/** An outbox whose published rows are kept for a day. */
export function openOutbox(world: World<Purges>, rows: readonly PurgeableRow[]) {
  const database = world.database<{ outbox: PurgeableRow }>("database", { tables: { outbox: {} } });
  database.fill("outbox", rows);
  return {
    database,
    ids: (): readonly string[] => database.rows("outbox").map(({ id }) => id),
    /** Runs a clean-up, and again where the database refused it. The count is lost then. */
    async purge(me: Me<Purges>, onRead: (rows: number) => void = () => undefined): Promise<number | undefined> {
      const ports = {
        database: watchReads(database.for(me), onRead),
        clock: world.clock.for(me),
        keepFor: 24 * HOUR,
        batchSize: 2,
      };
      for (let attempt = 1; ; attempt += 1)
        try {
          const removed = await me.exercise.purge(ports);
          return attempt === 1 ? removed : undefined;
        } catch (error) {
          if (attempt === 3 || !REFUSED.includes(String(Reflect.get(Object(error), "code")))) throw error;
        }
    },
  };
}

/** The same database; it tells how many rows each query gave. */
function watchReads(
  database: Database<{ outbox: PurgeableRow }>,
  onRead: (rows: number) => void,
): Database<{ outbox: PurgeableRow }> {
  const watched = <S extends Pick<Database<{ outbox: PurgeableRow }>, "select">>(statements: S): S => ({
    ...statements,
    async select(table, options) {
      const rows = await statements.select(table, options);
      onRead(rows.length);
      return rows;
    },
  });
  return {
    ...watched(database),
    begin: async (options) => watched(await database.begin(options)),
    transaction: (work, options) => database.transaction((tx) => work(watched(tx)), options),
  };
}
