// @belief The worker parks the messages itself, so it knows which keys have to wait.
// @breaks comes-back
// @section parked
import type { CountedRow, OutboxWorker, WorkerPorts } from "eventlings";

/** Most rows that are read at once. */
const PAGE = 100;

/** Handles the messages of the outbox one after the other, and survives those that kill it. */
export function createOutboxWorker(ports: WorkerPorts): OutboxWorker {
  const { database, handle, clock, maxCrashes, maxFailures } = ports;

  const held = new Set<string>();
  let isLoaded = false;

  /** The first message that nothing stands in front of. A parked one holds up its key. */
  const nextRow = async (): Promise<CountedRow | undefined> => {
    if (!isLoaded) {
      const parked = await database.select("outbox", { where: { parkedAt: { ne: null } } });
      for (const { key } of parked) held.add(key);
      isLoaded = true;
    }
    // A page at a time: behind a parked message, there may be many that have to wait.
    for (let after = 0; ;) {
      const page = await database.select("outbox", {
        where: { publishedAt: null, parkedAt: null, position: { gt: after } },
        orderBy: ["position"],
        limit: PAGE,
      });
      const next = page.find(({ key }) => !held.has(key));
      const last = page.at(-1);
      if (next !== undefined || last === undefined || page.length < PAGE) return next;
      after = last.position;
    }
  };

  const hasCrashedTooOften = ({ startedAttempts, finishedAttempts }: CountedRow): boolean =>
    startedAttempts - finishedAttempts >= maxCrashes;

  // What finished and is not published has failed.
  const hasFailedTooOften = ({ finishedAttempts }: CountedRow): boolean => finishedAttempts >= maxFailures;

  return {
    async handleNext() {
      const row = await nextRow();
      if (row === undefined) return false;
      const { id } = row;

      if (hasCrashedTooOften(row) || hasFailedTooOften(row)) {
        await database.update("outbox", { parkedAt: clock.now() }, { id });
        held.add(row.key);
        return true;
      }

      await database.update("outbox", { startedAttempts: { increment: 1 } }, { id });
      const finished = { finishedAttempts: { increment: 1 } };
      try {
        await handle(row.message);
      } catch (error) {
        console.error(`The handler of ${id} failed.`, error);
        await database.update("outbox", finished, { id });
        return true;
      }
      await database.update("outbox", { ...finished, publishedAt: clock.now() }, { id });
      return true;
    },
  };
}
