// @belief Rows below the oldest open id are complete; among them, the position says where I was.
// @breaks misses-nothing, keeps-each-stream-in-order
// @section pairs
import type { Database, LoggedEvent, PollerTables, SafePoller } from "eventlings";

/** A place in the order of delivery. Compared as a pair: first the turn, then the position. */
interface Place {
  readonly turn: bigint;
  readonly position: number;
}

/** Reads a log that many transactions write to: behind those that are open, and ahead of none. */
export function createSafePoller({ database }: { readonly database: Database<PollerTables> }): SafePoller {
  return {
    async poll(cursor, limit) {
      const after = decode(cursor);
      const { xmin, rows } = await database.transaction(async (transaction) => {
        // First the limit, then the rows: what was open when we asked may commit until we read, and
        // then it is seen and waits. The other way round, it would be neither seen nor waited for.
        const ids = await transaction.ids();
        const rows = await transaction.select("events", { where: { position: { gt: after.position } } });
        return { xmin: ids.xmin, rows };
      });

      const news = inTurns(rows).filter(({ place }) => compare(place, after) > 0);
      const ready = news.filter(({ place }) => place.turn < xmin).sort((a, b) => compare(a.place, b.place));
      const delivered = ready.slice(0, limit);
      const waiting = news.length - ready.length;
      return {
        events: delivered.map(({ event }) => event),
        cursor: encode(delivered.at(-1)?.place ?? after),
        ...(waiting > 0 ? { stall: { events: waiting, behind: xmin } } : {}),
      };
    },
  };
}

/** The place of each event: its transaction's id and its position. */
const inTurns = (rows: readonly LoggedEvent[]): { readonly event: LoggedEvent; readonly place: Place }[] =>
  rows.map((event) => ({ event, place: { turn: event.transactionId, position: event.position } }));

function compare(left: Place, right: Place): number {
  return left.position - right.position;
}

const encode = ({ turn, position }: Place): string => `${String(turn)}:${String(position)}`;

function decode(cursor: string | undefined): Place {
  const [turn = "0", position = "0"] = cursor?.split(":") ?? [];
  return { turn: BigInt(turn), position: Number(position) };
}
