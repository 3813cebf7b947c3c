// @style Archives before it opens the next month, and adds up by itself.
import {
  CommandRefused,
  ConcurrencyError,
  MissingEvents,
  nextPeriod,
  periodStream,
  type Bookkeeper,
  type BookkeepingPorts,
  type PeriodBalance,
  type RecordedEvent,
  type RecordedPeriodEvent,
} from "eventlings";

export function createBookkeeper(ports: BookkeepingPorts): Bookkeeper {
  const isConflict = (error: unknown): boolean => error instanceof ConcurrencyError;

  async function tryToClose(stream: string): Promise<readonly RecordedEvent[] | undefined> {
    const { exists, currentVersion, events } = await ports.store.read(stream);
    if (!exists) throw new CommandRefused("NO_SUCH_PERIOD", "There is no such period.");
    if (events.at(-1)?.type === "PeriodClosed") return events;
    if (events.length !== currentVersion) throw new MissingEvents(stream);
    let balance = 0;
    let lastNumber = 0;
    for (const event of events as readonly RecordedPeriodEvent[])
      if (event.type === "EntryPosted") {
        balance += event.data.amount;
        lastNumber = event.data.number;
      } else ({ balance, lastNumber } = event.data);
    const closing = { id: `closing of ${stream}`, type: "PeriodClosed", data: { balance, lastNumber } };
    try {
      await ports.store.append(stream, [closing], currentVersion);
    } catch (error) {
      if (!isConflict(error)) throw error;
    }
    return undefined;
  }

  async function archived(stream: string, count: number): Promise<readonly RecordedEvent[]> {
    const events = (await ports.archive.get(stream)) ?? [];
    if (Array.from({ length: count }).some((_, at) => events[at]?.streamPosition !== at + 1))
      throw new MissingEvents(stream);
    return events;
  }

  return {
    async close(accountId, period) {
      const stream = periodStream(accountId, period);
      let events = await tryToClose(stream);
      while (events === undefined) events = await tryToClose(stream);
      const closing = events.at(-1);
      if (closing === undefined) throw new MissingEvents(stream);
      const left = closing.data as PeriodBalance;
      if (events[0]?.streamPosition === 1) await ports.archive.put(stream, events);
      else await archived(stream, closing.streamPosition);

      const next = periodStream(accountId, nextPeriod(period));
      if (!(await ports.store.read(next, { limit: 0 })).exists)
        await ports.store
          .append(next, [{ id: `opening of ${next}`, type: "PeriodOpened", data: left }], "no-stream")
          .catch((error: unknown) => {
            if (!isConflict(error)) throw error;
          });
      await ports.store.truncateBefore(stream, closing.streamPosition);
      return { balance: left.balance, lastNumber: left.lastNumber };
    },

    async history(accountId, period) {
      const stream = periodStream(accountId, period);
      const { exists, currentVersion, events } = await ports.store.read(stream);
      return exists && events[0]?.streamPosition !== 1 ? archived(stream, currentVersion) : events;
    },
  };
}
