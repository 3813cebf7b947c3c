import type { EventLog, RecordedEvent } from "eventlings";
import { SharedLog } from "./event-log.ts";

/** A log that answers at once, for rules that need no schedule. It counts what its reader has to remember. */
export class LogAtHand {
  readonly #log = new SharedLog();
  /** When each event was last handed out. */
  readonly #handedOut = new Map<string, number>();
  /** From when to when an event waited in the reader's memory. */
  readonly #waits: { readonly from: number; readonly to: number }[] = [];
  #now = 0;
  #failure: Error | undefined;
  /** Largest limit that was asked for. */
  largestPage = 0;
  reads = 0;

  constructor(...ids: readonly string[]) {
    this.#log.fill(...ids);
  }

  get listeners(): number {
    return this.#log.listeners;
  }

  /** Every call from now on fails. */
  failWith(error: Error | undefined): void {
    this.#failure = error;
  }

  append(id: string): void {
    this.#log.add(id);
  }

  positionOf(id: string): number {
    return this.#log.events.find((event) => event.id === id)?.globalPosition ?? 0;
  }

  /** The handler got this event: its reader need not remember it any more. */
  handled({ id }: RecordedEvent): void {
    this.#now += 1;
    this.#waits.push({ from: this.#handedOut.get(id) ?? this.#now, to: this.#now });
  }

  /** The most events that waited at one moment, each since it was last handed out. */
  get mostWaiting(): number {
    const atOnce = this.#waits.map(
      ({ from }) => this.#waits.filter((other) => other.from <= from && from < other.to).length,
    );
    return Math.max(0, ...atOnce);
  }

  readonly port: EventLog = {
    read: async (options) => {
      await Promise.resolve();
      if (this.#failure !== undefined) throw this.#failure;
      this.reads += 1;
      this.largestPage = Math.max(this.largestPage, options.limit);
      const page = this.#log.read(options);
      for (const event of page) this.#handOut(event);
      return page;
    },
    listen: async (onEvent) => {
      await Promise.resolve();
      if (this.#failure !== undefined) throw this.#failure;
      const listener = this.#log.listen(onEvent);
      // Told a little later than stored, and never in the middle of what the reader is doing.
      listener.unheard.push = (...events) => {
        for (const event of events) queueMicrotask(() => this.#tell(listener.tell, event));
        return 0;
      };
      return { stop: () => this.#log.leave(listener) };
    },
  };

  #tell(tell: (event: RecordedEvent) => void, event: RecordedEvent): void {
    this.#handOut(event);
    tell(event);
  }

  #handOut({ id }: RecordedEvent): void {
    this.#now += 1;
    this.#handedOut.set(id, this.#now);
  }
}
