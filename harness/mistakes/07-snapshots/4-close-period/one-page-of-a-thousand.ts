// @belief No month has more than a thousand entries.
// @breaks kept-in-the-archive
// @section a-month-with-a-hole
import {
  asEvents,
  CommandRefused,
  ConcurrencyError,
  MissingEvents,
  nextPeriod,
  periodFold,
  periodStream,
  type Bookkeeper,
  type BookkeepingPorts,
  type PeriodBalance,
  type PeriodEvent,
  type RecordedEvent,
  type StreamSlice,
} from "eventlings";
export function createBookkeeper({ store, archive }: BookkeepingPorts): Bookkeeper {
  async function ourOrTheirs(append: Promise<unknown>): Promise<void> {
    try {
      await append;
    } catch (error) {
      if (!(error instanceof ConcurrencyError)) throw error;
    }
  }

  const stateOf = ({ events }: StreamSlice) =>
    asEvents<PeriodEvent>(events).reduce((state, event) => periodFold.evolve(state, event), periodFold.initialState());

  const isTruncated = ({ currentVersion, events }: StreamSlice): boolean => events.length < currentVersion;
  async function wholeOf(stream: string, slice: StreamSlice): Promise<readonly RecordedEvent[]> {
    if (!isTruncated(slice)) return slice.events;
    const archived = await archive.get(stream);
    if (archived === undefined || archived.length < slice.currentVersion) throw new MissingEvents(stream);
    return archived;
  }
  async function readClosed(stream: string): Promise<StreamSlice> {
    for (;;) {
      const slice = await store.read(stream, { limit: 1_000 });
      const { status, balance, lastNumber } = stateOf(slice);
      if (status === "closed") return slice;
      if (isTruncated(slice)) throw new MissingEvents(stream);
      if (status === "none") throw new CommandRefused("NO_SUCH_PERIOD", `${stream} was never opened.`);
      const closed = { id: `${stream}/closed`, type: "PeriodClosed", data: { balance, lastNumber } };
      await ourOrTheirs(store.append(stream, [closed], slice.currentVersion));
    }
  }

  return {
    async close(accountId, period) {
      const stream = periodStream(accountId, period);
      const closed = await readClosed(stream);
      await wholeOf(stream, closed);
      const { balance, lastNumber } = stateOf(closed);
      const left: PeriodBalance = { balance, lastNumber };
      const next = periodStream(accountId, nextPeriod(period));
      await ourOrTheirs(store.append(next, [{ id: `${next}/opened`, type: "PeriodOpened", data: left }], "no-stream"));
      if (!isTruncated(closed)) await archive.put(stream, closed.events);
      await store.truncateBefore(stream, closed.currentVersion);
      return left;
    },

    async history(accountId, period) {
      const stream = periodStream(accountId, period);
      return wholeOf(stream, await store.read(stream));
    },
  };
}
