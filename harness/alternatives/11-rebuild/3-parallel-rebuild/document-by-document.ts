// @style Collects a page by document first, and applies one document after the other; a page that comes too late is undone.
import type { ParallelRebuildPorts, RecordedEvent } from "eventlings";

const TOO_LATE = Symbol("somebody else has done this page");

const sum = (text: string): number => [...text].reduce((total, letter) => total * 7 + letter.charCodeAt(0), 1) % 9973;

export const createParallelRebuild = ({ store, database, view, partitions, batchSize }: ParallelRebuildPorts) => {
  const whereIs = async (partition: number): Promise<number> => {
    const rows = await database.select("partitions");
    return rows.find((row) => row.partition === partition)?.position ?? 0;
  };

  const byDocument = (page: readonly RecordedEvent[], partition: number): Map<string, RecordedEvent[]> => {
    const documents = new Map<string, RecordedEvent[]>();
    for (const event of page)
      for (const key of view.keysOf(event)) {
        if (sum(key) % partitions !== partition) continue;
        const events = documents.get(key);
        if (events === undefined) documents.set(key, [event]);
        else events.push(event);
      }
    return documents;
  };

  const apply = (page: readonly RecordedEvent[], partition: number, from: number, to: number): Promise<void> =>
    database.transaction(async (tx) => {
      for (const [key, events] of byDocument(page, partition))
        for (const event of events) await view.apply(event, key, tx);
      const moved = await tx.update("partitions", { position: to }, { partition, position: from });
      if (moved === 0) throw TOO_LATE;
    });

  return {
    async work(partition: number): Promise<void> {
      let from = await whereIs(partition);
      let page = await store.readAll({ after: from, limit: batchSize });
      while (page.length > 0) {
        const to = page.reduce((highest, event) => Math.max(highest, event.globalPosition), from);
        try {
          await apply(page, partition, from, to);
          from = to;
        } catch (error) {
          if (error !== TOO_LATE) throw error;
          from = await whereIs(partition);
        }
        page = await store.readAll({ after: from, limit: batchSize });
      }
    },
    position: async (): Promise<number> => {
      let least = Infinity;
      for (const row of await database.select("partitions")) if (row.position < least) least = row.position;
      return least;
    },
  };
};
