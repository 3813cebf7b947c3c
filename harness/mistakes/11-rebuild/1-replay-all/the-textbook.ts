// @belief Clear the rows, then replay one stream after the other.
// @breaks in-the-logs-order, goes-on-after-a-crash, one-of-two, bounded-memory, includes-what-comes
// @section one-log-one-order
import type { Database, Rebuild, RebuildPorts, ShopHandler, Slot, SlottedTables, SlottedView } from "eventlings";

/** Builds a read model anew, beside the one that is live. */
export function createRebuild({ store, database, handlers, version }: RebuildPorts): Rebuild {
  const views = handlers.filter(isView);

  return {
    async run() {
      const slot = await spareSlot(database);
      await database.transaction(async (transaction) => {
        for (const view of views) await view.clear(transaction, slot);
      });

      const log = await store.readAll();
      for (const streamId of new Set(log.map((event) => event.streamId))) {
        const { events } = await store.read(streamId);
        for (const event of events)
          await database.transaction(async (transaction) => {
            for (const view of views) await view.apply([event], transaction, slot);
          });
      }
      await database.update("slots", { version, position: log.at(-1)?.globalPosition ?? 0 }, { slot });
    },
  };
}

const isView = (handler: ShopHandler): handler is SlottedView => handler.kind === "view";

/** The slot that nobody reads. */
async function spareSlot(database: Database<SlottedTables>): Promise<Slot> {
  const [live] = await database.select("live");
  return live?.slot === "blue" ? "green" : "blue";
}
