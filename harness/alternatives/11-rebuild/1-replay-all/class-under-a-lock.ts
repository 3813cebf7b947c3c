// @style A class; each batch is one transaction that locks the slot's row, and reads the log while it holds the lock.
import type { RebuildPorts, Slot, SlottedTables, SlottedView, Transaction } from "eventlings";

export const createRebuild = (ports: RebuildPorts) => new ReplayIntoSpareSlot(ports);

class ReplayIntoSpareSlot {
  readonly #ports: RebuildPorts;
  readonly #views: readonly SlottedView[];

  constructor(ports: RebuildPorts) {
    this.#ports = ports;
    this.#views = ports.handlers.flatMap((handler) => (handler.kind === "view" ? [handler] : []));
  }

  async run(): Promise<void> {
    const { database } = this.#ports;
    const names: readonly (Slot | undefined)[] = (await database.select("live")).map(({ slot }) => slot);
    const slot: Slot = names.includes("green") ? "blue" : "green";
    while (await database.transaction((transaction) => this.#oneBatch(transaction, slot)));
  }

  /** Applies one batch, and says whether there was one. */
  async #oneBatch(transaction: Transaction<SlottedTables>, slot: Slot): Promise<boolean> {
    const { store, version, batchSize } = this.#ports;
    const [row] = await transaction.select("slots", { where: { slot }, forUpdate: true });
    if (row === undefined) throw new Error(`There is no slot ${slot}.`);
    const isOurs = row.version === version;
    if (!isOurs) for (const view of this.#views) await view.clear(transaction, slot);
    const after = isOurs ? row.position : 0;
    const events = await store.readAll({ after, limit: batchSize });
    const position = events.at(-1)?.globalPosition ?? after;
    for (const view of this.#views) await view.apply(events, transaction, slot);
    await transaction.update("slots", { version, position }, { slot });
    return events.length > 0;
  }
}
