// @belief The log is fast and never loses anything. The customer should not wait for it.
// @breaks crash-anywhere
// @section a-rebalance
import type { TenantFailure, TenantRouter, TenantRouterPorts } from "eventlings";

export function createTenantRouter({ log, partitions, database, handle, quota }: TenantRouterPorts): TenantRouter {
  const partitionOf = (key: string): number => hash(key) % partitions;

  /** The next events of one tenant's partition. Handler and checkpoint are stored together. */
  const workOn = (tenant: string, partition: number): Promise<void> =>
    database.transaction(async (transaction) => {
      const place = { tenant, partition };
      await transaction.insert("checkpoints", { ...place, position: 0 }, { ifNew: true });
      // Locked: another process with the same partition waits here, and then goes on from where this one stopped.
      const [checkpoint] = await transaction.select("checkpoints", { where: place, forUpdate: true });
      const after = checkpoint?.position ?? 0;
      for (const event of await log.read(tenant, partition, { after, limit: quota })) {
        await handle(event, transaction);
        await transaction.update("checkpoints", { position: event.position }, place);
      }
    });

  return {
    async publish({ tenant }, { key, data }) {
      void log.append(tenant, partitionOf(key), { key, data });
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
