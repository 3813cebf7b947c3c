import { NotImplemented, type Database, type PollerTables, type SafePoller } from "eventlings";

/**
 * Reads a log that many transactions write to: behind those that are open, and ahead of none.
 *
 * Every row says which transaction wrote it. `transaction.ids()` tells the oldest id that may still be
 * open (`xmin`, your own among them), as of the call, or in `repeatable read` as of the snapshot.
 * Whatever is below has committed or rolled back: a row of it that is not there will never come.
 *
 * - From poll to poll, with the cursor handed on, every committed event comes once, at most `limit` at
 *   a time. A cursor may stand in the middle of a transaction. A poll that finds nothing hands on a
 *   cursor that still works.
 * - Two events of one stream come in the order of their stream positions. Mind that a transaction can
 *   take its id early (by another write, or by asking) and append late.
 * - Between streams, any order will do, as long as it never changes: a poller that starts over gets
 *   the same events in the same order.
 * - `stall` says what waits behind the oldest open transaction.
 *
 * Ids and positions have no fixed number of digits. Rows are never deleted here. Keep nothing in
 * memory from one poll to the next: the cursor may come back to another process.
 */
export function createSafePoller(ports: { readonly database: Database<PollerTables> }): SafePoller {
  void ports;

  return {
    async poll(_cursor, _limit) {
      // TODO: which committed events can be delivered, and in which order, so that none is missed?
      // TODO: a cursor that finds its place again; and a word about what has to wait.
      throw new NotImplemented("poll");
    },
  };
}
