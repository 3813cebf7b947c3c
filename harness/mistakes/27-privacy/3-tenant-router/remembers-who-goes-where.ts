// @belief A key goes where it went before, and a new one to the next partition.
// @breaks one-key-one-partition
// @section a-noisy-neighbour
import type { TenantFailure, TenantRouter, TenantRouterPorts } from "eventlings";

export function createTenantRouter({ log, partitions, database, handle, quota }: TenantRouterPorts): TenantRouter {
  const places = new Map<string, number>();
  const partitionOf = (key: string): number => {
    const place = places.get(key) ?? places.size % partitions;
    places.set(key, place);
    return place;
  };

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
