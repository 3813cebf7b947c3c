// @style An async generator of pages that reads the next one while this one is applied.
import type { EventStoreClient, RebuildPorts, RecordedEvent, Slot } from "eventlings";

type Page = readonly RecordedEvent[];

async function* pages(store: EventStoreClient, from: number, limit: number): AsyncGenerator<Page> {
  let page = await store.readAll({ after: from, limit });
  while (page.length > 0) {
    const next = store.readAll({ after: page.at(-1)?.globalPosition ?? from, limit });
    next.catch(() => undefined); // it is awaited below, unless the page fails first
    yield page;
    page = await next;
  }
}

export const createRebuild = ({ store, database, handlers, version, batchSize }: RebuildPorts) => ({
  async run(): Promise<void> {
    const views = handlers.filter((handler) => handler.kind === "view");
    const [live] = await database.select("live");
    const slot: Slot = live?.slot === "green" ? "blue" : "green";

    // Taken over in one transaction that everyone else has to wait for.
    let position = await database.transaction(async (tx) => {
      const [row] = await tx.select("slots", { where: { slot }, forUpdate: true });
      if (row !== undefined && row.version === version) return row.position;
      await tx.update("slots", { version, position: 0 }, { slot });
      for (const view of views) await view.clear(tx, slot);
      return 0;
    });

    for await (const page of pages(store, position, batchSize)) {
      const last = page.at(-1)?.globalPosition ?? position;
      const from = position;
      await database.transaction(async (tx) => {
        // Lower is enough: whoever was faster has applied all up to there.
        const [row] = await tx.select("slots", { where: { slot, version }, forUpdate: true });
        if (row === undefined) throw new Error("Another version has taken the slot over.");
        const news = page.filter((event) => event.globalPosition > Math.max(row.position, from));
        for (const view of views) await view.apply(news, tx, slot);
        if (row.position < last) await tx.update("slots", { position: last }, { slot });
      });
      position = last;
    }
  },
});
