// @style Takes the lease in a transaction and waits for it to expire even if it was its own; sends one by one and stops at the first failure.
import type { OutboxRelay, RelayPorts } from "eventlings";

export function createOutboxRelay(ports: RelayPorts): OutboxRelay {
  let mineUntil = 0;

  async function isMyTurn(): Promise<boolean> {
    const now = ports.clock.now().getTime();
    const expiresAt = new Date(now + ports.leaseFor);
    const isTaken = await ports.database.transaction(async (tx) => {
      const [lease] = await tx.select("leases", { where: { id: "outbox-relay" }, forUpdate: true });
      const isStillMine = lease?.holder === ports.relayId && lease.expiresAt.getTime() === mineUntil;
      if (lease === undefined || (!isStillMine && lease.expiresAt.getTime() > now)) return false;
      await tx.update("leases", { holder: ports.relayId, expiresAt }, { id: lease.id });
      return true;
    });
    if (isTaken) mineUntil = expiresAt.getTime();
    return isTaken;
  }

  return {
    async publishBatch() {
      if (!(await isMyTurn())) return 0;
      let published = 0;
      for (;;) {
        const [row] = await ports.database.select("outbox", {
          where: { publishedAt: null },
          orderBy: ["position"],
          limit: 1,
        });
        if (row === undefined || published === ports.batchSize) return published;
        await ports.broker.send([{ key: row.key, value: row.message }]);
        await ports.database.update("outbox", { publishedAt: ports.clock.now() }, { id: row.id });
        published += 1;
      }
    },
  };
}
