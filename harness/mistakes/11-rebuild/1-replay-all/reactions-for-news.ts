// @belief Old events are replayed without reactions; those that come during the rebuild are new, so they get theirs.
// @breaks no-side-effects, goes-on-after-a-crash, bounded-memory
// @section side-effects
import type { Database, Rebuild, RebuildPorts, ShopHandler, Slot, SlottedTables, SlottedView } from "eventlings";

/** Builds a read model anew, beside the one that is live. */
export function createRebuild({ store, database, handlers, version, batchSize }: RebuildPorts): Rebuild {
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

      const [newest] = (await store.readAll()).slice(-1);
      const end = newest?.globalPosition ?? 0;
      // No end is fixed beforehand: what is appended meanwhile is simply on a later page.
      for (;;) {
        const [row] = await database.select("slots", { where: { slot } });
        const position = row?.position ?? 0;
        const events = await store.readAll({ after: position, limit: batchSize });
        const last = events.at(-1);
        if (last === undefined) return;

        // The rows and the position that says what is in them: together or not at all.
        await database.transaction(async (transaction) => {
          const next = { position: last.globalPosition };
          const moved = await transaction.update("slots", next, { slot, version, position });
          if (moved === 0) return; // another process has applied this page
          for (const view of views) await view.apply(events, transaction, slot);
        });
        for (const handler of handlers)
          if (handler.kind === "reaction")
            for (const event of events) if (event.globalPosition > end) await handler.handle(event);
      }
    },
  };
}

const isView = (handler: ShopHandler): handler is SlottedView => handler.kind === "view";

/** The slot that nobody reads. */
async function spareSlot(database: Database<SlottedTables>): Promise<Slot> {
  const [live] = await database.select("live");
  return live?.slot === "blue" ? "green" : "blue";
}
