// @style Reads everything unpublished once, keeps the head of each key, and takes the head that was tried least.
import type { CountedRow, OutboxWorker, WorkerPorts } from "eventlings";

const crashes = (row: CountedRow): number => row.startedAttempts - row.finishedAttempts;

class HeadsOfKeys implements OutboxWorker {
  readonly #ports: WorkerPorts;

  constructor(ports: WorkerPorts) {
    this.#ports = ports;
  }

  async handleNext(): Promise<boolean> {
    const { database, handle, clock, maxCrashes, maxFailures } = this.#ports;
    const row = await this.#next();
    if (row === undefined) return false;
    if (crashes(row) >= maxCrashes) {
      await database.update("outbox", { parkedAt: clock.now() }, { id: row.id });
      return true;
    }
    await database.update("outbox", { startedAttempts: row.startedAttempts + 1 }, { id: row.id });
    const finishedAttempts = row.finishedAttempts + 1;
    const isDone = await handle(row.message).then(
      () => true,
      () => false,
    );
    const now = clock.now();
    if (isDone) await database.update("outbox", { finishedAttempts, publishedAt: now }, { id: row.id });
    else if (finishedAttempts < maxFailures) await database.update("outbox", { finishedAttempts }, { id: row.id });
    // The last failure parks at once.
    else await database.update("outbox", { finishedAttempts, parkedAt: now }, { id: row.id });
    return true;
  }

  async #next(): Promise<CountedRow | undefined> {
    const rows = await this.#ports.database.select("outbox", { where: { publishedAt: null }, orderBy: ["position"] });
    const heads = new Map<string, CountedRow>();
    for (const row of rows) if (!heads.has(row.key)) heads.set(row.key, row);
    return [...heads.values()]
      .filter(({ parkedAt }) => parkedAt === null)
      .toSorted((left, right) => left.startedAttempts - right.startedAttempts)[0];
  }
}

export const createOutboxWorker = (ports: WorkerPorts): OutboxWorker => new HeadsOfKeys(ports);
