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

/** Closes the periods of accounts: each step can be the last of a process, and each is safe to take again. */
export function createBookkeeper({ store, archive }: BookkeepingPorts): Bookkeeper {
  /** Waits for an append that somebody else may have made first. Whether it was ours, nobody needs to know. */
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

  /** All of a month's events, in the store or in the archive. The store first: what is gone from there was archived before. */
  async function wholeOf(stream: string, slice: StreamSlice): Promise<readonly RecordedEvent[]> {
    if (!isTruncated(slice)) return slice.events;
    const archived = await archive.get(stream);
    if (archived === undefined || archived.length < slice.currentVersion) throw new MissingEvents(stream);
    return archived;
  }

  /** Reads until the period is closed, by us or by somebody else. An entry under way makes the append fail. */
  async function readClosed(stream: string): Promise<StreamSlice> {
    for (;;) {
      const slice = await store.read(stream);
      const { status, balance, lastNumber } = stateOf(slice);
      if (status === "closed") return slice;
      // A sum over what is left would be a fact that never was.
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
      // Of a month that is not whole anywhere, what is left stays where it is.
      await wholeOf(stream, closed);
      const { balance, lastNumber } = stateOf(closed);
      const left: PeriodBalance = { balance, lastNumber };
      const next = periodStream(accountId, nextPeriod(period));
      // Not the first to open it? Then it is open, and that is all we want.
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
