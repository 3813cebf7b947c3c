// @belief The relay runs on several machines so that one of them is always up. They need not know of each other.
// @breaks one-relay-at-a-time
// @section two-relays
import type { OutboxRelay, RelayPorts } from "eventlings";

/** Publishes the messages of the outbox. */
export function createOutboxRelay(ports: RelayPorts): OutboxRelay {
  const { database, broker, clock, batchSize } = ports;

  return {
    async publishBatch() {
      const rows = await database.select("outbox", {
        where: { publishedAt: null },
        orderBy: ["position"],
        limit: batchSize,
      });
      if (rows.length === 0) return 0;

      await broker.send(rows.map(({ key, message }) => ({ key, value: message })));

      await database.update("outbox", { publishedAt: clock.now() }, { id: { in: rows.map(({ id }) => id) } });
      return rows.length;
    },
  };
}
