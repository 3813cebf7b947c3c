// @style Closures; a transaction for each event, under repeatable read, so that whoever is slower fails.
import { DatabaseError, type TenantFailure, type TenantRouter, type TenantRouterPorts } from "eventlings";

const lostTheRace = (error: unknown): boolean =>
  error instanceof DatabaseError && ["40001", "23505"].includes(error.code);

/** Jenkins, one at a time. */
const hashOf = (text: string): number => {
  let sum = 0;
  for (let at = 0; at < text.length; at += 1) {
    sum = (sum + text.charCodeAt(at)) | 0;
    sum = (sum + (sum << 10)) | 0;
    sum ^= sum >>> 6;
  }
  sum = (sum + (sum << 3)) | 0;
  sum ^= sum >>> 11;
  return ((sum + (sum << 15)) | 0) >>> 0;
};

export function createTenantRouter(ports: TenantRouterPorts): TenantRouter {
  const partitionFor = (key: string): number => hashOf(key) % ports.partitions;

  /** Handles the event after the checkpoint. Says whether there may be another one. */
  const one = (tenant: string, partition: number): Promise<boolean> =>
    ports.database.transaction(
      async (transaction) => {
        const [row] = await transaction.select("checkpoints", { where: { tenant, partition } });
        const [event] = await ports.log.read(tenant, partition, { after: row?.position ?? 0, limit: 1 });
        if (event === undefined) return false;
        const { position } = event;
        if (row === undefined) await transaction.insert("checkpoints", { tenant, partition, position });
        else await transaction.update("checkpoints", { position }, { tenant, partition });
        await ports.handle(event, transaction);
        return true;
      },
      { isolation: "repeatable read" },
    );

  const several = async (tenant: string, partition: number): Promise<void> => {
    for (let left = ports.quota; left > 0; left -= 1) if (!(await one(tenant, partition))) return;
  };

  return {
    publish: async ({ tenant }, event) => {
      await ports.log.append(tenant, partitionFor(event.key), { key: event.key, data: { ...event.data } });
    },
    read: async ({ tenant }, key) =>
      (await ports.log.read(tenant, partitionFor(key))).filter((event) => event.tenant === tenant && event.key === key),
    work: async (partitions) => {
      const failures: TenantFailure[] = [];
      for (const tenant of await ports.log.tenants())
        for (const partition of partitions)
          await several(tenant, partition).catch((error: unknown) => {
            if (!lostTheRace(error)) failures.push({ tenant, partition, error });
          });
      return failures;
    },
  };
}
