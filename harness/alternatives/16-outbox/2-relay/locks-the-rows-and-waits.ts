// @style Locks the rows themselves and waits for whoever has them: without SKIP LOCKED, nobody overtakes.
import type { OutboxRelay, RelayPorts } from "eventlings";

export function createOutboxRelay({ database, broker, clock, batchSize }: RelayPorts): OutboxRelay {
  return {
    publishBatch: () =>
      database.transaction(async (tx) => {
        const rows = await tx.select("outbox", {
          where: { publishedAt: null },
          orderBy: ["position"],
          limit: batchSize,
          forUpdate: true,
        });
        if (rows.length > 0) {
          await broker.send(rows.map(({ key, message }) => ({ key, value: message })));
          await tx.update("outbox", { publishedAt: clock.now() }, { id: { in: rows.map(({ id }) => id) } });
        }
        return rows.length;
      }),
  };
}
