// @style A class with one method a step; each looks for itself whether there is anything to do.
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
} from "eventlings";

class Books implements Bookkeeper {
  readonly #ports: BookkeepingPorts;

  constructor(ports: BookkeepingPorts) {
    this.#ports = ports;
  }

  async close(accountId: string, period: string): Promise<PeriodBalance> {
    const stream = periodStream(accountId, period);
    while (!(await this.#isClosed(stream)));
    const { events } = await this.#ports.store.read(stream);
    const { balance, lastNumber } = this.#fold(events);
    if (events.at(-1)?.streamPosition !== events.length) await this.history(accountId, period);
    await this.#open(periodStream(accountId, nextPeriod(period)), { balance, lastNumber });
    await this.#moveAway(stream, events);
    return { balance, lastNumber };
  }

  async history(accountId: string, period: string): Promise<readonly RecordedEvent[]> {
    const stream = periodStream(accountId, period);
    const { currentVersion, events } = await this.#ports.store.read(stream);
    const all = events.length === currentVersion ? events : await this.#ports.archive.get(stream);
    if (all === undefined || all.length < currentVersion) throw new MissingEvents(stream);
    return all;
  }

  #fold(events: readonly RecordedEvent[]) {
    return asEvents<PeriodEvent>(events).reduce(periodFold.evolve, periodFold.initialState());
  }

  /** Is it closed already? If not, closes it, unless somebody comes in between. */
  async #isClosed(stream: string): Promise<boolean> {
    const { currentVersion, events } = await this.#ports.store.read(stream);
    const { status, balance, lastNumber } = this.#fold(events);
    if (status !== "closed" && events.length < currentVersion) throw new MissingEvents(stream);
    if (status === "none") throw new CommandRefused("NO_SUCH_PERIOD", `${stream} was never opened.`);
    if (status === "closed") return true;
    return this.#claim(stream, "PeriodClosed", { balance, lastNumber }, currentVersion);
  }

  async #open(stream: string, from: PeriodBalance): Promise<void> {
    await this.#claim(stream, "PeriodOpened", from, "no-stream");
  }

  async #moveAway(stream: string, events: readonly RecordedEvent[]): Promise<void> {
    const last = events.at(-1);
    if (last === undefined) return;
    if (events[0]?.streamPosition === 1) await this.#ports.archive.put(stream, events);
    await this.#ports.store.truncateBefore(stream, last.streamPosition);
  }

  async #claim(stream: string, type: string, data: PeriodBalance, expected: number | "no-stream"): Promise<boolean> {
    try {
      await this.#ports.store.append(stream, [{ id: `${type} ${stream}`, type, data }], expected);
      return true;
    } catch (error) {
      if (error instanceof ConcurrencyError) return false;
      throw error;
    }
  }
}

export const createBookkeeper = (ports: BookkeepingPorts): Bookkeeper => new Books(ports);
