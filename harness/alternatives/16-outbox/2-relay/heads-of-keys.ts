// @style Locks the first waiting row of each key and skips what is locked: several relays at once, each with keys of its own.
import type { OutboxRelay, OutboxRow, RelayPorts } from "eventlings";

/** The first of each key: nothing of the key is published before it. */
const heads = (rows: readonly OutboxRow[]): readonly OutboxRow[] =>
  rows.filter(({ key }, at) => rows.findIndex((row) => row.key === key) === at);

export function createOutboxRelay({ database, broker, clock, batchSize }: RelayPorts): OutboxRelay {
  const publishOne = ({ id }: OutboxRow): Promise<number> =>
    database.transaction(async (tx) => {
      // Still waiting, and in nobody else's hand?
      const where = { id, publishedAt: null };
      const [row] = await tx.select("outbox", { where, forUpdate: true, skipLocked: true });
      if (row === undefined) return 0;
      await broker.send([{ key: row.key, value: row.message }]);
      return tx.update("outbox", { publishedAt: clock.now() }, { id });
    });

  return {
    async publishBatch() {
      const waiting = await database.select("outbox", {
        where: { publishedAt: null },
        orderBy: ["position"],
        limit: batchSize,
      });
      let published = 0;
      for (const head of heads(waiting)) published += await publishOne(head);
      return published;
    },
  };
}
