// @belief The quota says how much a round may handle.
// @breaks noise-is-bounded, one-tenant-fails, crash-anywhere, place-of-its-own
// @section a-noisy-neighbour
import type { TenantFailure, TenantRouter, TenantRouterPorts } from "eventlings";

export function createTenantRouter({ log, partitions, database, handle, quota }: TenantRouterPorts): TenantRouter {
  const partitionOf = (key: string): number => hash(key) % partitions;

  const workOn = (tenant: string, partition: number, limit: number): Promise<number> =>
    database.transaction(async (transaction) => {
      const place = { tenant, partition };
      await transaction.insert("checkpoints", { ...place, position: 0 }, { ifNew: true });
      const [checkpoint] = await transaction.select("checkpoints", { where: place, forUpdate: true });
      const after = checkpoint?.position ?? 0;
      const events = await log.read(tenant, partition, { after, limit });
      for (const event of events) {
        await handle(event, transaction);
        await transaction.update("checkpoints", { position: event.position }, place);
      }
      return events.length;
    });

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
      let left = quota;
      for (const tenant of await log.tenants())
        for (const partition of owned)
          try {
            if (left > 0) left -= await workOn(tenant, partition, left);
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
