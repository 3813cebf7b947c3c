// @style A class that keeps a list of suspects, one for each gap, and decides about each on its own.
import type { Clock, HighWaterMark, HighWaterTables, Database, Transaction } from "eventlings";

interface Suspect {
  readonly first: number;
  readonly last: number;
  /** Whoever could fill it has an id below this one. */
  readonly fence: bigint;
}

class MarkKeeper implements HighWaterMark {
  readonly #database: Database<HighWaterTables>;
  readonly #clock: Clock;
  #suspects: readonly Suspect[] = [];

  constructor(database: Database<HighWaterTables>, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  async advance(): Promise<number> {
    return this.#database.transaction(async (transaction) => {
      const before = await this.#gaps(transaction);
      const { current, xmin } = await transaction.ids();
      const known = this.#suspects;
      this.#suspects = before.gaps.map(
        (gap) => known.find(({ first, last }) => first <= gap.first && gap.last <= last) ?? { ...gap, fence: current },
      );
      const now = await this.#gaps(transaction);
      const isDead = (first: number, last: number): boolean =>
        this.#suspects.some((suspect) => suspect.fence <= xmin && suspect.first <= first && last <= suspect.last);

      const open = now.gaps.find(({ first, last }) => !isDead(first, last));
      const reached = open === undefined ? now.highest : open.first - 1;
      for (const { first, last } of now.gaps.filter((gap) => gap.last <= reached))
        await transaction.insert("skips", { first, last, skippedAt: this.#clock.now() }, { ifNew: true });
      if (reached === now.mark) return reached;
      const moved = await transaction.update(
        "marks",
        { position: reached },
        { name: "events", position: { lt: reached } },
      );
      return moved === 1 ? reached : now.mark;
    });
  }

  async #gaps(transaction: Transaction<HighWaterTables>) {
    const marks = await transaction.select("marks");
    const mark = marks.find(({ name }) => name === "events")?.position ?? 0;
    const rows = await transaction.select("events", { where: { position: { gt: mark } } });
    const positions = [mark, ...rows.map(({ position }) => position)].sort((left, right) => left - right);
    const gaps = positions.flatMap((position, at) => {
      const next = positions[at + 1];
      return next === undefined || next === position + 1 ? [] : [{ first: position + 1, last: next - 1 }];
    });
    return { mark, gaps, highest: positions.at(-1) ?? mark };
  }
}

export const createHighWaterMark = (ports: { database: Database<HighWaterTables>; clock: Clock }): HighWaterMark =>
  new MarkKeeper(ports.database, ports.clock);
