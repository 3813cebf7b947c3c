// @belief Whoever has the lock gives it back when the work is done, so a lock needs no end.
// @breaks takes-over
// @section a-lease
import type { OutboxRelay, RelayPorts } from "eventlings";

/** The row that says whose turn it is. */
const LEASE = { id: "outbox-relay" };

/** Publishes the messages of the outbox; of several relays, the one with the lease. */
export function createOutboxRelay(ports: RelayPorts): OutboxRelay {
  const { database, broker, clock, relayId, leaseFor, batchSize } = ports;

  /** Takes the lock, unless another relay has it. */
  const takeLease = async (): Promise<boolean> => {
    const mine = { holder: relayId, expiresAt: new Date(clock.now().getTime() + leaseFor) };
    if ((await database.update("leases", mine, { ...LEASE, holder: relayId })) > 0) return true;
    return (await database.update("leases", mine, { ...LEASE, holder: "nobody" })) > 0;
  };

  const giveBack = async (): Promise<void> => {
    await database.update("leases", { holder: "nobody" }, { ...LEASE, holder: relayId });
  };

  return {
    async publishBatch() {
      if (!(await takeLease())) return 0;

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
        await giveBack();
      }
    },
  };
}
