// @belief A share of the log is small, so a worker may collect it before it writes.
// @breaks bounded-memory, one-of-two
// @section in-pages
import type { ParallelRebuild, ParallelRebuildPorts, RecordedEvent } from "eventlings";

/** Rebuilds a view in partitions. Each reads the whole log, and applies what concerns its own documents. */
export function createParallelRebuild(ports: ParallelRebuildPorts): ParallelRebuild {
  const { store, database, view, partitions, batchSize } = ports;

  return {
    async work(partition) {
      const [row] = await database.select("partitions", { where: { partition } });
      const position = row?.position ?? 0;
      const share: { event: RecordedEvent; key: string }[] = [];
      let end = position;
      for (;;) {
        const events = await store.readAll({ after: end, limit: batchSize });
        const last = events.at(-1);
        if (last === undefined) break;
        end = last.globalPosition;

        for (const event of events)
          for (const key of view.keysOf(event))
            if (partitionOf(key, partitions) === partition) share.push({ event, key });
      }

      await database.transaction(async (transaction) => {
        const moved = await transaction.update("partitions", { position: end }, { partition, position });
        if (moved === 0) return;
        for (const { event, key } of share) await view.apply(event, key, transaction);
      });
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
