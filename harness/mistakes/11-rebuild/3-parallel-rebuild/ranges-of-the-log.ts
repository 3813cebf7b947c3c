// @belief Each worker takes a part of the log.
// @breaks as-if-by-one, one-partition-a-document, goes-on-after-a-crash, position-of-the-slowest, reaches-the-end, bounded-memory
// @section shares-of-documents
import type { ParallelRebuild, ParallelRebuildPorts } from "eventlings";

/** Rebuilds a view in partitions. Each reads the whole log, and applies what concerns its own documents. */
export function createParallelRebuild(ports: ParallelRebuildPorts): ParallelRebuild {
  const { store, database, view, partitions, batchSize } = ports;

  return {
    async work(partition) {
      for (;;) {
        const end = (await store.readAll()).length;
        const own = Math.ceil(end / partitions);
        const [row] = await database.select("partitions", { where: { partition } });
        const position = row?.position ?? 0;
        const all = await store.readAll();
        const events = all
          .slice(partition * own, (partition + 1) * own)
          .filter(({ globalPosition }) => globalPosition > position)
          .slice(0, batchSize);
        const last = events.at(-1);
        if (last === undefined) return;

        const share = events.flatMap((event) => view.keysOf(event).map((key) => ({ event, key })));

        await database.transaction(async (transaction) => {
          // To the end of the page, also where nothing on it is ours: that is done with, too.
          const next = { position: last.globalPosition };
          const moved = await transaction.update("partitions", next, { partition, position });
          if (moved === 0) return; // another process has done this page
          for (const { event, key } of share) await view.apply(event, key, transaction);
        });
      }
    },

    async position() {
      // What is behind the slowest is complete. What is ahead of it is not, whoever has done his part.
      const rows = await database.select("partitions");
      return Math.min(...rows.map(({ position }) => position));
    },
  };
}
