// @belief Which slot is the new one is settled when the rebuild begins, so it is looked up once.
// @breaks live-slot-stays
// @section beside-not-over
import type { Rebuild, RebuildPorts, Slot } from "eventlings";

export function createRebuild({ store, database, handlers, version, batchSize }: RebuildPorts): Rebuild {
  const views = handlers.filter((handler) => handler.kind === "view");
  let target: Slot | undefined;

  async function newSlot(): Promise<Slot> {
    const [live] = await database.select("live");
    return live?.slot === "blue" ? "green" : "blue";
  }

  return {
    async run() {
      target ??= await newSlot();
      const slot = target;
      await database.transaction(async (transaction) => {
        const begun = await transaction.update("slots", { version, position: 0 }, { slot, version: { ne: version } });
        if (begun > 0) for (const view of views) await view.clear(transaction, slot);
      });
      for (;;) {
        const [row] = await database.select("slots", { where: { slot } });
        const position = row?.position ?? 0;
        const events = await store.readAll({ after: position, limit: batchSize });
        const last = events.at(-1);
        if (last === undefined) return;
        await database.transaction(async (transaction) => {
          const moved = await transaction.update(
            "slots",
            { position: last.globalPosition },
            { slot, version, position },
          );
          if (moved > 0) for (const view of views) await view.apply(events, transaction, slot);
        });
      }
    },
  };
}
