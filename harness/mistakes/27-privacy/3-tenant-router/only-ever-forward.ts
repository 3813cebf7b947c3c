// @belief A checkpoint that only moves forward cannot be moved by whoever is late.
// @breaks rebalance-keeps-order
// @section a-rebalance
import type { TenantFailure, TenantRouter, TenantRouterPorts } from "eventlings";

export function createTenantRouter({ log, partitions, database, handle, quota }: TenantRouterPorts): TenantRouter {
  const partitionOf = (key: string): number => hash(key) % partitions;

  /** The next events of one tenant's partition. Handler and checkpoint are stored together. */
  const workOn = async (tenant: string, partition: number): Promise<void> => {
    const place = { tenant, partition };
    await database.insert("checkpoints", { ...place, position: 0 }, { ifNew: true });
    const [checkpoint] = await database.select("checkpoints", { where: place });
    const events = await log.read(tenant, partition, { after: checkpoint?.position ?? 0, limit: quota });
    const last = events.at(-1);
    if (last === undefined) return;
    await database.transaction(async (transaction) => {
      const next = { position: last.position };
      const moved = await transaction.update("checkpoints", next, { ...place, position: { lt: last.position } });
      if (moved > 0) for (const event of events) await handle(event, transaction);
    });
  };

  return {
    async publish({ tenant }, { key, data }) {
      await log.append(tenant, partitionOf(key), { key, data });
    },

    async read({ tenant }, key) {
      const events = await log.read(tenant, partitionOf(key));
      return events.filter((event) => event.key === key);
    },

    async work(owned) {
      const failures: TenantFailure[] = [];
      for (const tenant of await log.tenants())
        for (const partition of owned)
          try {
            await workOn(tenant, partition);
          } catch (error) {
            failures.push({ tenant, partition, error });
          }
      return failures;
    },
  };
}

/** FNV-1a, 32 bits: the same in every process, and even similar keys come out far apart. */
function hash(key: string): number {
  let value = 0x811c9dc5;
  for (const letter of key) value = Math.imul(value ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return value;
}
