// @style Each event gets a text as its key, padded so that texts sort as numbers do; the cursor is the last key.
import type { Database, PollerTables, SafePoller } from "eventlings";

/** As many digits as the largest of PostgreSQL's 64-bit ids has. */
const pad = (value: bigint | number): string => String(value).padStart(20, "0");

export function createSafePoller({ database }: { readonly database: Database<PollerTables> }): SafePoller {
  return {
    poll: (cursor = "", limit) =>
      database.transaction(async (transaction) => {
        const { xmin } = await transaction.ids();
        const rows = await transaction.select("events", { orderBy: ["streamPosition"] });

        const latest: Record<string, string> = Object.create(null);
        const byKey = new Map(
          rows.map((row) => {
            const own = pad(row.transactionId);
            const before = latest[row.streamId] ?? own;
            const turn = own > before ? own : before;
            latest[row.streamId] = turn;
            return [`${turn}/${pad(row.position)}`, row];
          }),
        );

        const keys = [...byKey.keys()].filter((key) => key > cursor).sort();
        const horizon = pad(xmin);
        const ready = keys.filter((key) => key < horizon);
        const page = ready.slice(0, limit);
        return {
          events: page.flatMap((key) => byKey.get(key) ?? []),
          cursor: page.at(-1) ?? cursor,
          ...(ready.length < keys.length && { stall: { events: keys.length - ready.length, behind: xmin } }),
        };
      }),
  };
}
