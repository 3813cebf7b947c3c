// @belief The message says which order it is about; that is enough.
// @breaks as-it-was-written
// @section publish-then-mark
import type { OutboxRelay, RelayPorts } from "eventlings";

/** The row that says whose turn it is. */
const LEASE = { id: "outbox-relay" };

/** Publishes the messages of the outbox; of several relays, the one with the lease. */
export function createOutboxRelay(ports: RelayPorts): OutboxRelay {
  const { database, broker, clock, relayId, leaseFor, batchSize } = ports;

  /** Takes the lease, or keeps it for longer. Each statement checks and writes at once. */
  const takeLease = async (): Promise<boolean> => {
    const now = clock.now();
    const mine = { holder: relayId, expiresAt: new Date(now.getTime() + leaseFor) };
    if ((await database.update("leases", mine, { ...LEASE, holder: relayId })) > 0) return true;
    return (await database.update("leases", mine, { ...LEASE, expiresAt: { lte: now } })) > 0;
  };

  return {
    async publishBatch() {
      if (!(await takeLease())) return 0;

      const rows = await database.select("outbox", {
        where: { publishedAt: null },
        orderBy: ["position"],
        limit: batchSize,
      });
      if (rows.length === 0) return 0;

      await broker.send(rows.map(({ message }) => ({ value: message })));

      await database.update("outbox", { publishedAt: clock.now() }, { id: { in: rows.map(({ id }) => id) } });
      return rows.length;
    },
  };
}
