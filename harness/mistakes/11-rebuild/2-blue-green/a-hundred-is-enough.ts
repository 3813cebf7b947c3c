// @belief A read has a limit of a hundred at most, whatever somebody has configured.
// @breaks only-when-near
// @section when-to-switch
import type { BlueGreen, BlueGreenPorts } from "eventlings";

export function createBlueGreen({ store, database, views, maxLag, batchSize }: BlueGreenPorts): BlueGreen {
  return {
    async follow() {
      // The live slot is not special here: before the switch the new one catches up, after it the old one
      // stays a way back.
      for (const { slot, position } of await database.select("slots")) {
        const events = await store.readAll({ after: position, limit: batchSize });
        const last = events.at(-1);
        if (last === undefined) continue;
        await database.transaction(async (transaction) => {
          const moved = await transaction.update("slots", { position: last.globalPosition }, { slot, position });
          if (moved > 0) await views[slot].apply(events, transaction, slot);
        });
      }
    },

    switchTo: (slot) =>
      database.transaction(async (transaction) => {
        await transaction.select("live", { forUpdate: true }); // nobody retires the slot meanwhile
        const [target] = await transaction.select("slots", { where: { slot } });
        if (target === undefined) return false;
        // One event more than may be missing is enough to know.
        const missing = await store.readAll({ after: target.position, limit: Math.min(maxLag + 1, 100) });
        if (missing.length > maxLag) return false;
        await transaction.update("live", { slot }, {});
        return true;
      }),

    retire: (slot) =>
      database.transaction(async (transaction) => {
        const [live] = await transaction.select("live", { forUpdate: true }); // nobody switches meanwhile
        if (live?.slot === slot) return false;
        await transaction.delete("slots", { slot });
        await views[slot].clear(transaction, slot);
        return true;
      }),

    find: (customerId) =>
      database.transaction(
        async (transaction) => {
          const [live] = await transaction.select("live");
          if (live === undefined) return undefined;
          const [customer] = await transaction.select("customers", { where: { slot: live.slot, customerId } });
          return customer;
        },
        { isolation: "repeatable read" },
      ),
  };
}
