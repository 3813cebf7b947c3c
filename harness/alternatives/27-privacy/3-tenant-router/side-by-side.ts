// @style Works on all tenants at the same time, reads before the transaction, and checks under the lock.
import type { TenantFailure, TenantRouter, TenantRouterPorts } from "eventlings";

export function createTenantRouter({ log, partitions, database, handle, quota }: TenantRouterPorts): TenantRouter {
  const partitionOf = (key: string): number =>
    [...key].reduce((sum, letter) => (sum * 131 + (letter.codePointAt(0) ?? 0)) % 1_000_003, 7) % partitions;

  async function workOn(tenant: string, partition: number): Promise<void> {
    const where = { tenant, partition };
    const [known] = await database.select("checkpoints", { where });
    const events = await log.read(tenant, partition, { after: known?.position ?? 0, limit: quota });
    if (events.length === 0) return;
    await database.transaction(async (transaction) => {
      await transaction.insert("checkpoints", { ...where, position: 0 }, { ifNew: true });
      const [row] = await transaction.select("checkpoints", { where, forUpdate: true });
      for (const event of events) {
        // Another process has handled this one since it was read.
        if (event.position <= (row?.position ?? 0)) continue;
        await handle(event, transaction);
      }
      const reached = Math.max(row?.position ?? 0, ...events.map(({ position }) => position));
      await transaction.update("checkpoints", { position: reached }, where);
    });
  }

  return {
    publish: async (session, { key, data }) => void (await log.append(session.tenant, partitionOf(key), { key, data })),
    read: (session, key) =>
      log.read(session.tenant, partitionOf(key)).then((events) => events.filter((event) => event.key === key)),
    async work(owned) {
      const tenants = await log.tenants();
      const places = tenants.flatMap((tenant) => owned.map((partition) => ({ tenant, partition })));
      const ends = await Promise.allSettled(places.map(({ tenant, partition }) => workOn(tenant, partition)));
      return places.flatMap((place, at): TenantFailure[] => {
        const end = ends[at];
        return end?.status === "rejected" ? [{ ...place, error: end.reason as unknown }] : [];
      });
    },
  };
}
