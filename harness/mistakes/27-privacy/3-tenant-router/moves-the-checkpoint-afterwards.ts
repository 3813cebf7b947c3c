// @belief First the events are handled, and when that is stored the checkpoint moves.
// @breaks crash-anywhere, rebalance-keeps-order
// @section a-rebalance
import type { TenantFailure, TenantRouter, TenantRouterPorts } from "eventlings";

export function createTenantRouter({ log, partitions, database, handle, quota }: TenantRouterPorts): TenantRouter {
  const partitionOf = (key: string): number => hash(key) % partitions;

  const workOn = async (tenant: string, partition: number): Promise<void> => {
    const place = { tenant, partition };
    await database.insert("checkpoints", { ...place, position: 0 }, { ifNew: true });
    const [checkpoint] = await database.select("checkpoints", { where: place });
    const after = checkpoint?.position ?? 0;
    for (const event of await log.read(tenant, partition, { after, limit: quota })) {
      await database.transaction((transaction) => handle(event, transaction));
      await database.update("checkpoints", { position: event.position }, place);
    }
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

function hash(key: string): number {
  let value = 0x811c9dc5;
  for (const letter of key) value = Math.imul(value ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return value;
}
