// @style A class that reads the whole log, and walks back along the stream of each event; the cursor is JSON.
import type { Database, LoggedEvent, Poll, PollerTables, SafePoller } from "eventlings";

interface Ready {
  readonly event: LoggedEvent;
  readonly turn: bigint;
}

class Poller implements SafePoller {
  readonly #database: Database<PollerTables>;

  constructor(database: Database<PollerTables>) {
    this.#database = database;
  }

  async poll(cursor: string | undefined, limit: number): Promise<Poll> {
    const asking = await this.#database.begin();
    const { xmin } = await asking.ids();
    await asking.rollback();
    const log = await this.#database.select("events");

    const open = log.filter((event) => this.#isAfter(cursor, event, log));
    const ready: Ready[] = open
      .map((event) => ({ event, turn: this.#turnOf(event, log) }))
      .filter(({ turn }) => turn < xmin);
    ready.sort((one, other) => Number(one.turn - other.turn) || Math.sign(one.event.position - other.event.position));
    const page = ready.slice(0, limit);
    const last = page.at(-1);
    const next =
      last === undefined ? (cursor ?? "") : JSON.stringify({ turn: last.turn.toString(), at: last.event.position });
    const held = open.length - ready.length;
    const found = { events: page.map(({ event }) => event), cursor: next };
    return held === 0 ? found : { ...found, stall: { events: held, behind: xmin } };
  }

  #isAfter(cursor: string | undefined, event: LoggedEvent, log: readonly LoggedEvent[]): boolean {
    if (cursor === undefined || cursor === "") return true;
    const { turn, at } = JSON.parse(cursor) as { turn: string; at: number };
    const own = this.#turnOf(event, log);
    return own > BigInt(turn) || (own === BigInt(turn) && event.position > at);
  }

  #turnOf(event: LoggedEvent, log: readonly LoggedEvent[]): bigint {
    return log
      .filter(({ streamId, streamPosition }) => streamId === event.streamId && streamPosition <= event.streamPosition)
      .reduce((highest, { transactionId }) => (transactionId > highest ? transactionId : highest), 0n);
  }
}

export const createSafePoller = (ports: { readonly database: Database<PollerTables> }): SafePoller =>
  new Poller(ports.database);
