// @belief I read the log in pages, and apply it when I have all of it.
// @breaks bounded-memory, one-of-two
// @section in-pages
import type {
  Database,
  Rebuild,
  RecordedEvent,
  RebuildPorts,
  ShopHandler,
  Slot,
  SlottedTables,
  SlottedView,
} from "eventlings";

/** Builds a read model anew, beside the one that is live. */
export function createRebuild({ store, database, handlers, version, batchSize }: RebuildPorts): Rebuild {
  // What is replayed is decided here, once: a reaction is not told to keep quiet, it is never called.
  const views = handlers.filter(isView);

  /** Clears what another version has left, together with the note that the slot is now ours. */
  const begin = (slot: Slot): Promise<void> =>
    database.transaction(async (transaction) => {
      const begun = await transaction.update("slots", { version, position: 0 }, { slot, version: { ne: version } });
      if (begun === 0) return; // it is ours already: go on from its position
      for (const view of views) await view.clear(transaction, slot);
    });

  return {
    async run() {
      const slot = await spareSlot(database);
      await begin(slot);

      const [begun] = await database.select("slots", { where: { slot } });
      const from = begun?.position ?? 0;
      const all: RecordedEvent[] = [];
      for (;;) {
        const page = await store.readAll({ after: all.at(-1)?.globalPosition ?? from, limit: batchSize });
        if (page.length === 0) break;
        all.push(...page);
      }
      const last = all.at(-1);
      if (last === undefined) return;

      await database.transaction(async (transaction) => {
        const next = { position: last.globalPosition };
        const moved = await transaction.update("slots", next, { slot, version, position: from });
        if (moved === 0) return;
        for (const view of views) await view.apply(all, transaction, slot);
      });
    },
  };
}

const isView = (handler: ShopHandler): handler is SlottedView => handler.kind === "view";

/** The slot that nobody reads. */
async function spareSlot(database: Database<SlottedTables>): Promise<Slot> {
  const [live] = await database.select("live");
  return live?.slot === "blue" ? "green" : "blue";
}
