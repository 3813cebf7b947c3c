import type { EventLog, Listening, RecordedEvent } from "eventlings";
import type { Me } from "#spec";

/** Bits of what a step reads or changes: the stored events, and who listens to them. */
const STORED = 1;

/** Positions as a sequence leaves them: 1, 2, 4, 5, 7 … They grow, and numbers are missing. */
const positionOf = (place: number): number => place + Math.floor((place - 1) / 2);

interface Listener {
  readonly tell: (event: RecordedEvent) => void;
  /** What it has not heard yet. */
  readonly unheard: RecordedEvent[];
}

/** The log behind the `EventLog` port, and what rules see of it. */
export class SharedLog {
  readonly #events: RecordedEvent[] = [];
  readonly #listeners = new Set<Listener>();

  /** Puts events there before the run begins. */
  fill(...ids: readonly string[]): this {
    for (const id of ids) this.add(id);
    return this;
  }

  get events(): readonly RecordedEvent[] {
    return this.#events;
  }

  /** How many listen now. */
  get listeners(): number {
    return this.#listeners.size;
  }

  add(id: string): void {
    const place = this.#events.length + 1;
    const event: RecordedEvent = {
      id,
      type: "OrderPlaced",
      data: {},
      streamId: id,
      streamPosition: 1,
      globalPosition: positionOf(place),
      recordedAt: new Date("2026-01-15T09:00:00.000Z"),
    };
    this.#events.push(event);
    for (const { unheard } of this.#listeners) unheard.push(event);
  }

  read({ after, limit }: { readonly after: number; readonly limit: number }): readonly RecordedEvent[] {
    return this.#events.filter(({ globalPosition }) => globalPosition > after).slice(0, Math.max(0, limit));
  }

  listen(tell: Listener["tell"]): Listener {
    const listener: Listener = { tell, unheard: [] };
    this.#listeners.add(listener);
    return listener;
  }

  leave(listener: Listener): void {
    this.#listeners.delete(listener);
  }

  /** Someone else appends: one step. */
  append(me: Me<unknown>, id: string): Promise<void> {
    return me.ask<void>({
      ...call("log"),
      writes: STORED,
      durable: true,
      perform: () => this.add(id),
      what: () => `append ${id}`,
    });
  }

  /** The port of one life of a process. */
  for(me: Me<unknown>): EventLog {
    return {
      read: async (options) => {
        const page = await me.ask<readonly RecordedEvent[]>({
          ...call("log"),
          perform: () => this.read(options),
          what: () => `read after ${String(options.after)}, at most ${String(options.limit)}`,
        });
        // The answer travels: what is appended and told in the meantime is not in it.
        await me.ask<void>({
          ...call("log"),
          direction: "delivery",
          reads: 0,
          perform: () => undefined,
          what: () => `answer: ${sayIds(page)}`,
        });
        return page;
      },
      listen: (tell) =>
        me.ask<Listening>({
          ...call("log"),
          writes: STORED,
          perform: () => this.#connect(me, tell),
          what: () => "listen to what is appended from now on",
        }),
    };
  }

  #connect(me: Me<unknown>, tell: Listener["tell"]): Listening {
    const listener = this.listen(tell);
    let told = "";
    const offer = me.offer({
      ...call("log"),
      direction: "delivery",
      ready: () => listener.unheard.length > 0,
      perform: () => {
        const event = listener.unheard.shift();
        if (event === undefined) return;
        told = event.id;
        listener.tell(event);
      },
      what: () => `tell of ${told}`,
    });
    me.hold({ mask: () => STORED, release: () => this.leave(listener) });
    return {
      stop: () => {
        this.leave(listener);
        offer.withdraw();
      },
    };
  }
}

const call = (lane: string) => ({ lane, direction: "call" as const, reads: STORED, writes: 0, durable: false });

const sayIds = (events: readonly RecordedEvent[]): string =>
  events.length === 0 ? "nothing more" : events.map(({ id }) => id).join(", ");
