// @belief Blue is what runs, green is what comes.
// @breaks in-the-logs-order, live-slot-stays
// @section beside-not-over
import type { Rebuild, RebuildPorts, ShopHandler, Slot, SlottedView } from "eventlings";

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
      const slot: Slot = "green";
      await begin(slot);

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
      }
    },
  };
}

const isView = (handler: ShopHandler): handler is SlottedView => handler.kind === "view";
