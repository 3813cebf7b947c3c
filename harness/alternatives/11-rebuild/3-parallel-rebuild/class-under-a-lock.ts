// @style A class; a worker holds the lock of its partition's row while it reads a page and applies it.
import type { ParallelRebuild, ParallelRebuildPorts, PartitionedTables, Transaction } from "eventlings";

export function createParallelRebuild(ports: ParallelRebuildPorts): ParallelRebuild {
  return new PartitionedRebuild(ports);
}

class PartitionedRebuild implements ParallelRebuild {
  readonly #ports: ParallelRebuildPorts;

  constructor(ports: ParallelRebuildPorts) {
    this.#ports = ports;
  }

  async work(partition: number): Promise<void> {
    let isMore = true;
    while (isMore) isMore = await this.#ports.database.transaction((tx) => this.#onePage(tx, partition));
  }

  async position(): Promise<number> {
    const [slowest] = await this.#ports.database.select("partitions", { orderBy: ["position"], limit: 1 });
    if (slowest === undefined) throw new Error("There are no partitions.");
    return slowest.position;
  }

  async #onePage(tx: Transaction<PartitionedTables>, partition: number): Promise<boolean> {
    const { store, view, batchSize } = this.#ports;
    const [row] = await tx.select("partitions", { where: { partition }, forUpdate: true });
    if (row === undefined) throw new Error(`There is no partition ${String(partition)}.`);
    const page = await store.readAll({ after: row.position, limit: batchSize });
    for (const event of page)
      for (const key of view.keysOf(event)) if (this.#owner(key) === partition) await view.apply(event, key, tx);
    const end = page[page.length - 1];
    if (end === undefined) return false;
    await tx.update("partitions", { position: end.globalPosition }, { partition });
    return true;
  }

  /** FNV-1a. */
  #owner(key: string): number {
    let hash = 0x811c9dc5;
    for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
    return (hash >>> 0) % this.#ports.partitions;
  }
}
