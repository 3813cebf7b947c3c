// @style Closures; find looks again whether what it read was live, and both slots are followed at the same time.
import type { BlueGreen, BlueGreenPorts, CustomerRow, Slot, SlotRow } from "eventlings";

export const createBlueGreen = ({ store, database, views, maxLag, batchSize }: BlueGreenPorts): BlueGreen => {
  const liveSlot = async (): Promise<Slot> => {
    const rows = await database.select("live", { where: { name: "read-model" } });
    if (rows[0] === undefined) throw new Error("Nobody has ever said which slot is live.");
    return rows[0].slot;
  };

  const find = async (customerId: string): Promise<CustomerRow | undefined> => {
    const before = await liveSlot();
    const rows = await database.select("customers", { where: { slot: before, customerId } });
    // It was live before and is live afterwards: nobody has retired it in between.
    return (await liveSlot()) === before ? rows[0] : find(customerId);
  };

  const followOne = async (slot: Slot): Promise<void> =>
    database.transaction(async (tx) => {
      const [row] = await tx.select("slots", { where: { slot }, forUpdate: true });
      if (row === undefined) return;
      const events = await store.readAll({ after: row.position, limit: batchSize });
      if (events.length === 0) return;
      await views[slot].apply(events, tx, slot);
      await tx.update("slots", { position: Math.max(...events.map((event) => event.globalPosition)) }, { slot });
    });

  return {
    find,
    follow: async () => {
      const inUse: readonly SlotRow[] = await database.select("slots", { orderBy: ["slot"] });
      await Promise.all(inUse.map(({ slot }) => followOne(slot)));
    },
    switchTo: async (slot) => {
      const tx = await database.begin();
      try {
        // The slot's own row is locked as well: nobody can take it away before the switch is done.
        const [target] = await tx.select("slots", { where: { slot }, forUpdate: true });
        const missing = target && (await store.readAll({ after: target.position, limit: maxLag + 1 }));
        const isFit = missing !== undefined && missing.length <= maxLag;
        if (isFit) await tx.update("live", { slot }, { slot: { ne: slot } });
        await tx.commit();
        return isFit;
      } catch (error) {
        await tx.rollback();
        throw error;
      }
    },
    retire: (slot) =>
      database.transaction(async (tx) => {
        // The same lock first: whoever switches to this slot has to be through.
        await tx.select("slots", { where: { slot }, forUpdate: true });
        const [live] = await tx.select("live");
        if (live === undefined || live.slot === slot) return false;
        await views[slot].clear(tx, slot);
        await tx.delete("slots", { slot });
        return true;
      }),
  };
};
