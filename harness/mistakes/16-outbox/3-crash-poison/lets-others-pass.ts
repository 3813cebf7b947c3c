// @belief A parked message is out of the way; the rest of its order can go on.
// @breaks parked-key-waits, comes-back
// @section parked
import type { CountedRow, OutboxWorker, WorkerPorts } from "eventlings";

/** Handles the messages of the outbox one after the other, and survives those that kill it. */
export function createOutboxWorker(ports: WorkerPorts): OutboxWorker {
  const { database, handle, clock, maxCrashes, maxFailures } = ports;

  /** The first message that is not done. */
  const nextRow = async (): Promise<CountedRow | undefined> => {
    const [next] = await database.select("outbox", {
      where: { publishedAt: null, parkedAt: null },
      orderBy: ["position"],
      limit: 1,
    });
    return next;
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
