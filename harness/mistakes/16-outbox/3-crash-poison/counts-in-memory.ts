// @belief The worker knows what it has tried.
// @breaks crash-loop-ends, comes-back, handles-everything
// @section the-message-that-kills
import type { CountedRow, OutboxWorker, WorkerPorts } from "eventlings";

/** How often each message was tried. */
const attempts = new Map<string, number>();

/** Handles the messages of the outbox one after the other, and survives those that kill it. */
export function createOutboxWorker(ports: WorkerPorts): OutboxWorker {
  const { database, handle, clock, maxCrashes, maxFailures } = ports;

  /** The first message that nothing stands in front of. A parked one holds up its key. */
  const nextRow = async (): Promise<CountedRow | undefined> => {
    const parked = await database.select("outbox", { where: { parkedAt: { ne: null } } });
    const held = new Set(parked.map(({ key }) => key));
    const waiting = await database.select("outbox", {
      where: { publishedAt: null, parkedAt: null },
      orderBy: ["position"],
    });
    return waiting.find(({ key }) => !held.has(key));
  };

  // What finished and is not published has failed.
  const hasFailedTooOften = ({ finishedAttempts }: CountedRow): boolean => finishedAttempts >= maxFailures;

  return {
    async handleNext() {
      const row = await nextRow();
      if (row === undefined) return false;
      const { id } = row;

      if ((attempts.get(id) ?? 0) - row.finishedAttempts >= maxCrashes || hasFailedTooOften(row)) {
        await database.update("outbox", { parkedAt: clock.now() }, { id });
        return true;
      }

      attempts.set(id, (attempts.get(id) ?? 0) + 1);
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
