// @belief Positions grow, so what is new comes after the last one that I have seen.
// @breaks finds-late-commits
// @section late-commits
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

  let last = -Infinity;

  return {
    async publishBatch() {
      if (!(await takeLease())) return 0;

      const rows = await database.select("outbox", {
        where: { publishedAt: null, position: { gt: last } },
        orderBy: ["position"],
        limit: batchSize,
      });
      if (rows.length === 0) return 0;

      await broker.send(rows.map(({ key, message }) => ({ key, value: message })));

      await database.update("outbox", { publishedAt: clock.now() }, { id: { in: rows.map(({ id }) => id) } });
      last = rows.at(-1)?.position ?? last;
      return rows.length;
    },
  };
}
