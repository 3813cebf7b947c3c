// @belief What cannot be delivered yet will come later; there is nothing to tell.
// @breaks tells-of-a-stall
// @section the-stall
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
        // A stream can have news only if one of its rows has an id at or above the cursor's turn.
        const recent = await transaction.select("events", { where: { transactionId: { gte: after.turn } } });
        const streamIds = [...new Set(recent.map(({ streamId }) => streamId))];
        const rows = await transaction.select("events", {
          where: { streamId: { in: streamIds } },
          orderBy: ["streamId", "streamPosition"],
        });
        return { xmin: ids.xmin, rows };
      });

      const news = inTurns(rows).filter(({ place }) => compare(place, after) > 0);
      const ready = news.filter(({ place }) => place.turn < xmin).sort((a, b) => compare(a.place, b.place));
      const delivered = ready.slice(0, limit);
      return {
        events: delivered.map(({ event }) => event),
        cursor: encode(delivered.at(-1)?.place ?? after),
      };
    },
  };
}

/**
 * The turn of an event: the highest transaction id up to and including its own, within its stream.
 *
 * It is the id alone that can put an event before one that its stream had earlier. The turn never falls
 * within a stream, and an event that is still to come cannot get one below the oldest open id.
 *
 * @param rows whole streams, each in order
 */
function inTurns(rows: readonly LoggedEvent[]): { readonly event: LoggedEvent; readonly place: Place }[] {
  const turns = new Map<string, bigint>();
  return rows.map((event) => {
    const before = turns.get(event.streamId) ?? 0n;
    const turn = event.transactionId > before ? event.transactionId : before;
    turns.set(event.streamId, turn);
    return { event, place: { turn, position: event.position } };
  });
}

function compare(left: Place, right: Place): number {
  if (left.turn !== right.turn) return left.turn < right.turn ? -1 : 1;
  return left.position - right.position;
}

const encode = ({ turn, position }: Place): string => `${String(turn)}:${String(position)}`;

function decode(cursor: string | undefined): Place {
  const [turn = "0", position = "0"] = cursor?.split(":") ?? [];
  return { turn: BigInt(turn), position: Number(position) };
}
