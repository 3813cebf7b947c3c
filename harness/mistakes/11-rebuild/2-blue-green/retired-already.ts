// @belief If the slot is out of use, somebody has retired it already.
// @breaks retired-is-gone, live-is-never-retired
// @section the-way-back
import type { BlueGreen, BlueGreenPorts } from "eventlings";

/** A read model in two slots. Which of them is live is one row, and whoever decides on it locks that row. */
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
        const missing = await store.readAll({ after: target.position, limit: maxLag + 1 });
        if (missing.length > maxLag) return false;
        await transaction.update("live", { slot }, {});
        return true;
      }),

    async retire(slot) {
      const [live] = await database.select("live");
      if (live?.slot === slot) return false;
      if ((await database.delete("slots", { slot })) === 0) return true;
      await database.transaction((transaction) => views[slot].clear(transaction, slot));
      return true;
    },

    find: (customerId) =>
      // Both statements see one moment. Otherwise the slot can be gone when its row is looked for.
      database.transaction(
        async (transaction) => {
          const live = (await transaction.select("live")).map(({ slot }) => slot);
          const [customer] = await transaction.select("customers", { where: { slot: { in: live }, customerId } });
          return customer;
        },
        { isolation: "repeatable read" },
      ),
  };
}
