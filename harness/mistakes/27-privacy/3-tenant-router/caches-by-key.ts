// @belief An order is read again and again, so it is kept by its key.
// @breaks tenant-of-the-session, reads-only-its-own
// @section filtering-comes-too-late
import type { TenantEvent, TenantFailure, TenantRouter, TenantRouterPorts } from "eventlings";

export function createTenantRouter({ log, partitions, database, handle, quota }: TenantRouterPorts): TenantRouter {
  const partitionOf = (key: string): number => hash(key) % partitions;

  const workOn = (tenant: string, partition: number): Promise<void> =>
    database.transaction(async (transaction) => {
      const place = { tenant, partition };
      await transaction.insert("checkpoints", { ...place, position: 0 }, { ifNew: true });
      const [checkpoint] = await transaction.select("checkpoints", { where: place, forUpdate: true });
      const after = checkpoint?.position ?? 0;
      for (const event of await log.read(tenant, partition, { after, limit: quota })) {
        await handle(event, transaction);
        await transaction.update("checkpoints", { position: event.position }, place);
      }
    });

  const cache = new Map<string, readonly TenantEvent[]>();

  return {
    async publish({ tenant }, { key, data }) {
      await log.append(tenant, partitionOf(key), { key, data });
    },

    async read({ tenant }, key) {
      const known = cache.get(key);
      if (known !== undefined) return known;
      const events = (await log.read(tenant, partitionOf(key))).filter((event) => event.key === key);
      cache.set(key, events);
      return events;
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

function hash(key: string): number {
  let value = 0x811c9dc5;
  for (const letter of key) value = Math.imul(value ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return value;
}
