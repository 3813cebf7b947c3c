import { NotImplemented, type Clock, type Database, type HighWaterMark, type HighWaterTables } from "eventlings";

/**
 * Keeps the mark up to which a log in a database can be read without missing anything.
 *
 * Many writers insert into `events`. An insert gives its transaction an id (if it has none) and the
 * row the next number, in one statement. A gap in the numbers is *open* while the transaction that
 * took them can still commit, for however long that is. It is *dead* once that transaction is over and
 * the number is still not there: rolled back, crashed, or deleted long ago. The numbers begin at 1, so
 * there can be a gap in front of the first row, too.
 *
 * - The mark never passes an open gap, and never moves back.
 * - It passes a dead gap, and every number that it passes so is in `skips` by then.
 * - It does not wait for transactions that began after the gap was seen.
 *
 * `transaction.ids()` tells this transaction's own id and the oldest id that may still be open (its
 * own among them): as of the call, or in `repeatable read` as of the snapshot that all statements see.
 *
 * Several processes call `advance` at the same time, and each can crash. `clock` is for `skippedAt`.
 */
export function createHighWaterMark(ports: {
  readonly database: Database<HighWaterTables>;
  readonly clock: Clock;
}): HighWaterMark {
  void ports;

  return {
    async advance() {
      // TODO: what proves that a number which you do not see will never be there?
      // TODO: move the mark, and keep a record of what it passed.
      throw new NotImplemented("advance");
    },
  };
}
