// @belief A flag keeps a second round from starting while one is under way.
// @breaks one-relay-at-a-time
// @section two-relays
import type { OutboxRelay, RelayPorts } from "eventlings";

let isBusy = false;

/** Publishes the messages of the outbox. */
export function createOutboxRelay(ports: RelayPorts): OutboxRelay {
  const { database, broker, clock, batchSize } = ports;

  return {
    async publishBatch() {
      if (isBusy) return 0;
      isBusy = true;
      try {
        const rows = await database.select("outbox", {
          where: { publishedAt: null },
          orderBy: ["position"],
          limit: batchSize,
        });
        if (rows.length === 0) return 0;
        await broker.send(rows.map(({ key, message }) => ({ key, value: message })));
        await database.update("outbox", { publishedAt: clock.now() }, { id: { in: rows.map(({ id }) => id) } });
        return rows.length;
      } finally {
        isBusy = false;
      }
    },
  };
}
