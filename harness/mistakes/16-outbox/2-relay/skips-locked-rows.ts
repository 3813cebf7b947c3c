// @belief FOR UPDATE SKIP LOCKED is how several workers share a table.
// @breaks first-publications-in-order
// @section order-within-a-key
import type { OutboxRelay, RelayPorts } from "eventlings";

/** Publishes the messages of the outbox. Each relay takes rows that no other one has in hand. */
export function createOutboxRelay({ database, broker, clock, batchSize }: RelayPorts): OutboxRelay {
  return {
    publishBatch: () =>
      database.transaction(async (tx) => {
        const rows = await tx.select("outbox", {
          where: { publishedAt: null },
          orderBy: ["position"],
          limit: batchSize,
          forUpdate: true,
          skipLocked: true,
        });
        if (rows.length === 0) return 0;
        await broker.send(rows.map(({ key, message }) => ({ key, value: message })));
        await tx.update("outbox", { publishedAt: clock.now() }, { id: { in: rows.map(({ id }) => id) } });
        return rows.length;
      }),
  };
}
