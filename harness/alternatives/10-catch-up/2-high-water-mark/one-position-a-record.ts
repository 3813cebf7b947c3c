// @style Records every number on its own, before it moves the mark, and without a transaction around both.
import type { Clock, Database, HighWaterMark, HighWaterTables } from "eventlings";

export function createHighWaterMark(ports: {
  readonly database: Database<HighWaterTables>;
  readonly clock: Clock;
}): HighWaterMark {
  const { database, clock } = ports;
  /** What was seen, with the first id that came later; the oldest first. */
  const sightings: { readonly highest: number; readonly id: bigint }[] = [];
  let provenUpTo = 0;

  const positionsAfter = async (mark: number): Promise<Set<number>> => {
    const rows = await database.select("events", { where: { position: { gt: mark } } });
    return new Set(rows.map(({ position }) => position));
  };

  return {
    async advance() {
      const mark = (await database.select("marks", { where: { name: "events" } }))[0]?.position ?? 0;
      const highest = Math.max(mark, ...(await positionsAfter(mark)));

      const asking = await database.begin();
      const { current, xmin } = await asking.ids();
      await asking.rollback();
      sightings.push({ highest, id: current });
      while ((sightings[0]?.id ?? xmin + 1n) <= xmin)
        provenUpTo = Math.max(provenUpTo, sightings.shift()?.highest ?? 0);

      const there = await positionsAfter(mark);
      let reached = mark;
      for (let position = mark + 1; there.has(position) || position <= provenUpTo; position += 1) {
        if (!there.has(position))
          await database.insert("skips", { first: position, last: position, skippedAt: clock.now() }, { ifNew: true });
        reached = position;
      }
      await database.update("marks", { position: reached }, { name: "events", position: { lt: reached } });
      return reached;
    },
  };
}
