// @belief Where nothing on a page is mine, there is nothing to store.
// @breaks reaches-the-end, goes-on-after-a-crash, position-of-the-slowest, one-of-two
// @section the-slowest-counts
import type { ParallelRebuild, ParallelRebuildPorts } from "eventlings";

/** Rebuilds a view in partitions. Each reads the whole log, and applies what concerns its own documents. */
export function createParallelRebuild(ports: ParallelRebuildPorts): ParallelRebuild {
  const { store, database, view, partitions, batchSize } = ports;

  return {
    async work(partition) {
      let read = 0;
      for (;;) {
        const [row] = await database.select("partitions", { where: { partition } });
        const position = row?.position ?? 0;
        const events = await store.readAll({ after: Math.max(read, position), limit: batchSize });
        const last = events.at(-1);
        if (last === undefined) return;

        // Per document and event, and not per event: one event can concern documents of several partitions.
        const share = events.flatMap((event) =>
          view
            .keysOf(event)
            .filter((key) => partitionOf(key, partitions) === partition)
            .map((key) => ({ event, key })),
        );
        read = last.globalPosition;
        if (share.length === 0) continue;

        await database.transaction(async (transaction) => {
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

/** The partition of a document: the same in every process and after every restart. */
function partitionOf(key: string, partitions: number): number {
  let hash = 0;
  for (const letter of key) hash = (Math.imul(hash, 31) + (letter.codePointAt(0) ?? 0)) >>> 0;
  return hash % partitions;
}
