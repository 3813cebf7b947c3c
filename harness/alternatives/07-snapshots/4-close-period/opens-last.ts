// @style Opens the next month when all else is done: what is left says the balance. Tells closing by its position.
import {
  asEvents,
  CommandRefused,
  ConcurrencyError,
  MissingEvents,
  nextPeriod,
  periodStream,
  type Bookkeeper,
  type BookkeepingPorts,
  type PeriodBalance,
  type PeriodEvent,
  type RecordedEvent,
  type StreamSlice,
} from "eventlings";

/** What the events of a month come to, and whether it is closed. */
function addUp(events: readonly RecordedEvent[]): PeriodBalance & { readonly isClosed: boolean } {
  let sum = { balance: 0, lastNumber: 0, isClosed: false };
  for (const event of asEvents<PeriodEvent>(events))
    sum =
      event.type === "EntryPosted"
        ? { ...sum, balance: sum.balance + event.data.amount, lastNumber: event.data.number }
        : { ...event.data, isClosed: event.type === "PeriodClosed" };
  return sum;
}

const isWhole = (events: readonly RecordedEvent[] | undefined, { currentVersion }: StreamSlice): boolean =>
  events?.length === currentVersion;

export const createBookkeeper = ({ store, archive }: BookkeepingPorts): Bookkeeper => {
  const append = (stream: string, type: string, data: PeriodBalance, expected: number | "no-stream") =>
    store.append(stream, [{ id: `${stream} ${type}`, type, data }], expected).then(
      () => true,
      (error: unknown) => {
        if (error instanceof ConcurrencyError) return false;
        throw error;
      },
    );

  const find = async (stream: string): Promise<{ slice: StreamSlice; all: readonly RecordedEvent[] }> => {
    const slice = await store.read(stream);
    const all = isWhole(slice.events, slice) ? slice.events : await archive.get(stream);
    if (all === undefined || !isWhole(all, slice)) throw new MissingEvents(stream);
    return { slice, all };
  };

  return {
    async close(accountId, period) {
      const stream = periodStream(accountId, period);
      let { slice, all } = await find(stream);
      while (!addUp(all).isClosed) {
        if (!slice.exists) throw new CommandRefused("NO_SUCH_PERIOD", `Nobody has opened ${stream}.`);
        const { balance, lastNumber } = addUp(all);
        await append(stream, "PeriodClosed", { balance, lastNumber }, slice.currentVersion);
        ({ slice, all } = await find(stream));
      }
      if (all === slice.events) await archive.put(stream, all);
      await store.truncateBefore(stream, slice.currentVersion);
      const { balance, lastNumber } = addUp(all);
      await append(periodStream(accountId, nextPeriod(period)), "PeriodOpened", { balance, lastNumber }, "no-stream");
      return { balance, lastNumber };
    },
    history: async (accountId, period) => (await find(periodStream(accountId, period))).all,
  };
};
