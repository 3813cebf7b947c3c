// @belief I look whether the lease is free, and then I take it.
// @breaks one-relay-at-a-time
// @section a-lease
import type { OutboxRelay, RelayPorts } from "eventlings";

/** The row that says whose turn it is. */
const LEASE = { id: "outbox-relay" };

/** Publishes the messages of the outbox; of several relays, the one with the lease. */
export function createOutboxRelay(ports: RelayPorts): OutboxRelay {
  const { database, broker, clock, relayId, leaseFor, batchSize } = ports;

  /** Takes the lease, or keeps it for longer. */
  const takeLease = async (): Promise<boolean> => {
    const now = clock.now();
    const [lease] = await database.select("leases", { where: LEASE });
    if (lease === undefined || (lease.holder !== relayId && lease.expiresAt > now)) return false;
    await database.update("leases", { holder: relayId, expiresAt: new Date(now.getTime() + leaseFor) }, LEASE);
    return true;
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

      await broker.send(rows.map(({ key, message }) => ({ key, value: message })));

      await database.update("outbox", { publishedAt: clock.now() }, { id: { in: rows.map(({ id }) => id) } });
      return rows.length;
    },
  };
}
