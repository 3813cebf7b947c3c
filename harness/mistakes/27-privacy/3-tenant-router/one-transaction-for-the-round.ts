// @belief All or nothing: a round is one transaction.
// @breaks one-tenant-fails
// @section a-place-for-each
import type { TenantFailure, TenantRouter, TenantRouterPorts, TenantTables, Transaction } from "eventlings";

export function createTenantRouter({ log, partitions, database, handle, quota }: TenantRouterPorts): TenantRouter {
  const partitionOf = (key: string): number => hash(key) % partitions;

  const workOn = async (tenant: string, partition: number, transaction: Transaction<TenantTables>): Promise<void> => {
    const place = { tenant, partition };
    await transaction.insert("checkpoints", { ...place, position: 0 }, { ifNew: true });
    const [checkpoint] = await transaction.select("checkpoints", { where: place, forUpdate: true });
    const after = checkpoint?.position ?? 0;
    for (const event of await log.read(tenant, partition, { after, limit: quota })) {
      await handle(event, transaction);
      await transaction.update("checkpoints", { position: event.position }, place);
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
      const tenants = await log.tenants();
      let at: Omit<TenantFailure, "error"> = { tenant: "", partition: 0 };
      try {
        await database.transaction(async (transaction) => {
          for (const tenant of tenants)
            for (const partition of owned) {
              at = { tenant, partition };
              await workOn(tenant, partition, transaction);
            }
        });
        return [];
      } catch (error) {
        return [{ ...at, error }];
      }
    },
  };
}

function hash(key: string): number {
  let value = 0x811c9dc5;
  for (const letter of key) value = Math.imul(value ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return value;
}
