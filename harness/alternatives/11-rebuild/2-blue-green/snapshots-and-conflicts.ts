// @style A class; no lock is waited for: all is repeatable read, and of two that disagree one gets a 40001.
import type { BlueGreen, BlueGreenPorts, CustomerRow, Slot, SlottedTables, Transaction } from "eventlings";

export function createBlueGreen(ports: BlueGreenPorts): BlueGreen {
  return new TwoSlots(ports);
}

class TwoSlots implements BlueGreen {
  readonly #ports: BlueGreenPorts;

  constructor(ports: BlueGreenPorts) {
    this.#ports = ports;
  }

  async follow(): Promise<void> {
    await this.#followOne("blue");
    await this.#followOne("green");
  }

  switchTo(slot: Slot): Promise<boolean> {
    return this.#atOneMoment(async (transaction) => {
      const { store, maxLag } = this.#ports;
      const [target] = await transaction.select("slots", { where: { slot } });
      if (target === undefined || (await isBehind(store, target.position, maxLag))) return false;
      return (await transaction.update("live", { slot }, { name: "read-model" })) === 1;
    });
  }

  retire(slot: Slot): Promise<boolean> {
    return this.#atOneMoment(async (transaction) => {
      // Changes nothing, and counts as a change: whoever switches at the same time is in conflict with it.
      const other = slot === "blue" ? "green" : "blue";
      const isFree = (await transaction.update("live", { slot: other }, { slot: other })) > 0;
      if (!isFree) return false;
      await transaction.delete("slots", { slot });
      await this.#ports.views[slot].clear(transaction, slot);
      return true;
    });
  }

  find(customerId: string): Promise<CustomerRow | undefined> {
    return this.#atOneMoment(async (transaction) => {
      const both = await transaction.select("customers", { where: { customerId } });
      const [live] = await transaction.select("live");
      return both.find((row) => row.slot === live?.slot);
    });
  }

  #followOne(slot: Slot): Promise<void> {
    return this.#atOneMoment(async (transaction) => {
      const { store, views, batchSize } = this.#ports;
      const [row] = await transaction.select("slots", { where: { slot } });
      if (row === undefined) return;
      const events = await store.readAll({ after: row.position, limit: batchSize });
      const position = events.at(-1)?.globalPosition;
      if (position === undefined) return;
      await transaction.update("slots", { position }, { slot });
      await views[slot].apply(events, transaction, slot);
    });
  }

  #atOneMoment<T>(work: (transaction: Transaction<SlottedTables>) => Promise<T>): Promise<T> {
    return this.#ports.database.transaction(work, { isolation: "repeatable read" });
  }
}

async function isBehind(store: BlueGreenPorts["store"], position: number, maxLag: number): Promise<boolean> {
  let after = position;
  for (let missing = 0; missing <= maxLag; missing += 1) {
    const [next] = await store.readAll({ after, limit: 1 });
    if (next === undefined) return false;
    after = next.globalPosition;
  }
  return true;
}
