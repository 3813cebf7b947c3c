// @style One lock for everything that decides or changes something: whoever has the row of `live` is alone.
import type { BlueGreenPorts, LiveRow, Slot, SlotRow, SlottedTables, Transaction } from "eventlings";

type Tx = Transaction<SlottedTables>;

export function createBlueGreen(ports: BlueGreenPorts) {
  const alone = <T>(work: (tx: Tx, live: LiveRow) => Promise<T>): Promise<T> =>
    ports.database.transaction(async (tx) => {
      const [live] = await tx.select("live", { forUpdate: true });
      if (live === undefined) throw new Error("There is no live slot.");
      return work(tx, live);
    });

  const rowOf = async (tx: Tx, slot: Slot): Promise<SlotRow | undefined> =>
    (await tx.select("slots")).find((row) => row.slot === slot);

  return {
    follow: (): Promise<void> =>
      alone(async (tx) => {
        for (const slot of ["green", "blue"] as const) {
          const row = await rowOf(tx, slot);
          if (row === undefined) continue;
          const events = await ports.store.readAll({ after: row.position, limit: ports.batchSize });
          const last = events[events.length - 1];
          if (last === undefined) continue;
          await ports.views[slot].apply(events, tx, slot);
          await tx.update("slots", { position: last.globalPosition }, { slot });
        }
      }),
    switchTo: (slot: Slot): Promise<boolean> =>
      alone(async (tx, live) => {
        const row = await rowOf(tx, slot);
        if (row === undefined) return false;
        const missing = await ports.store.readAll({ after: row.position, limit: ports.maxLag + 1 });
        if (missing.length > ports.maxLag) return false;
        if (live.slot !== slot) await tx.update("live", { slot }, { name: live.name });
        return true;
      }),
    retire: (slot: Slot): Promise<boolean> =>
      alone(async (tx, live) => {
        if (live.slot === slot || (await rowOf(tx, slot)) === undefined) return false;
        await tx.delete("slots", { slot });
        await ports.views[slot].clear(tx, slot);
        return true;
      }),
    find: (customerId: string) =>
      alone(async (tx, { slot }) => (await tx.select("customers", { where: { slot, customerId } })).at(0)),
  };
}
