// @style Recursion; a transaction for each event, and one that comes too late is undone by an error.
import type { Database, Rebuild, RebuildPorts, RecordedEvent, Slot, SlottedTables, SlottedView } from "eventlings";

class Overtaken extends Error {}

export function createRebuild(ports: RebuildPorts): Rebuild {
  const { store, database, version, batchSize } = ports;
  const views: SlottedView[] = [];
  for (const handler of ports.handlers) if (handler.kind !== "reaction") views.push(handler);

  const where = async (slot: Slot): Promise<number | undefined> => {
    const [mine] = await database.select("slots", { where: { slot, version }, limit: 1 });
    return mine?.position;
  };

  const takeOver = (slot: Slot): Promise<void> =>
    database.transaction(async (tx) => {
      const [row] = await tx.select("slots", { where: { slot }, forUpdate: true });
      if (row?.version === version) return;
      for (const view of views) await view.clear(tx, slot);
      await tx.update("slots", { version, position: 0 }, { slot });
    });

  const one = (event: RecordedEvent, from: number, slot: Slot): Promise<void> =>
    database.transaction(async (tx) => {
      for (const view of views) await view.apply([event], tx, slot);
      const moved = await tx.update("slots", { position: event.globalPosition }, { slot, version, position: from });
      if (moved !== 1) throw new Overtaken();
    });

  const goOn = async (slot: Slot, from: number): Promise<void> => {
    const page = await store.readAll({ after: from, limit: batchSize });
    if (page.length === 0) return;
    let position = from;
    try {
      for (const event of page) {
        await one(event, position, slot);
        position = event.globalPosition;
      }
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
      position = (await where(slot)) ?? 0;
    }
    return goOn(slot, position);
  };

  return {
    async run() {
      const slot = other((await liveSlot(database)) ?? "blue");
      await takeOver(slot);
      await goOn(slot, (await where(slot)) ?? 0);
    },
  };
}

const other = (slot: Slot): Slot => (slot === "green" ? "blue" : "green");

async function liveSlot(database: Database<SlottedTables>): Promise<Slot | undefined> {
  const rows = await database.select("live", { where: { name: "read-model" } });
  return rows[0]?.slot;
}
