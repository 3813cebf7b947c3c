// @style An async generator of pages; repeatable read instead of a condition, so of two that do one page one gets a 40001.
import type { EventStoreClient, ParallelRebuild, ParallelRebuildPorts, RecordedEvent } from "eventlings";

async function* pagesAfter(
  store: EventStoreClient,
  start: number,
  limit: number,
): AsyncGenerator<{ readonly page: readonly RecordedEvent[]; readonly from: number; readonly to: number }> {
  let from = start;
  for (;;) {
    const page = await store.readAll({ after: from, limit });
    const to = page.at(-1)?.globalPosition;
    if (to === undefined) return;
    yield { page, from, to };
    from = to;
  }
}

/** Every letter counts, and its place does, too. */
function bucket(key: string, buckets: number): number {
  let sum = 0n;
  for (const letter of key) sum = (sum * 257n + BigInt(letter.codePointAt(0) ?? 0)) % 1_000_003n;
  return Number(sum % BigInt(buckets));
}

export function createParallelRebuild(ports: ParallelRebuildPorts): ParallelRebuild {
  const { store, database, view, partitions, batchSize } = ports;
  return {
    async work(partition) {
      const [start] = await database.select("partitions", { where: { partition } });
      for await (const { page, from, to } of pagesAfter(store, start?.position ?? 0, batchSize))
        await database.transaction(
          async (tx) => {
            const [row] = await tx.select("partitions", { where: { partition } });
            // Not passed over: whoever was faster may have ended in the middle of this page.
            if (row?.position !== from) throw new Error("Another process was faster. Begin again.");
            for (const event of page)
              for (const key of view.keysOf(event))
                if (bucket(key, partitions) === partition) await view.apply(event, key, tx);
            await tx.update("partitions", { position: to }, { partition });
          },
          { isolation: "repeatable read" },
        );
    },
    async position() {
      const rows = await database.select("partitions");
      return rows.map((row) => row.position).toSorted((left, right) => left - right)[0] ?? 0;
    },
  };
}
