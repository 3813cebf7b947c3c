// @style A class over one plain list, with a margin; after a restart every age begins anew.
import { WindowFull, type DedupWindow, type MessageIdentity, type SteadyClock, type WindowPorts } from "eventlings";

interface Entry {
  readonly id: string;
  readonly producer?: string | undefined;
  readonly sequence?: number | undefined;
  /** Milliseconds for which it still has to be kept, as of `#at`. */
  left: number;
}

class Memory implements DedupWindow {
  readonly #clock: SteadyClock;
  readonly #keep: number;
  readonly #capacity: number;
  #at: number;
  #entries: Entry[] = [];
  #done: Record<string, number> = {};

  constructor({ clock, redelivery, capacity, saved }: WindowPorts) {
    this.#clock = clock;
    this.#capacity = capacity;
    // A tenth more than needed: nobody sets a retention to the second.
    this.#keep = 1.1 * (redelivery.retention * 2 + redelivery.deadLetterRetention);
    this.#at = clock.elapsed();
    if (typeof saved !== "object" || saved === null) return;
    const { entries, done } = saved as { entries: Omit<Entry, "left">[]; done: Record<string, number> };
    this.#entries = entries.map((entry) => ({ ...entry, left: this.#keep }));
    this.#done = { ...done };
  }

  has({ messageId, numbered }: MessageIdentity): boolean {
    if (numbered === undefined)
      return this.#entries.some(({ id, sequence }) => sequence === undefined && id === messageId);
    const { producer, sequence } = numbered;
    return (
      sequence <= (this.#done[producer] ?? 0) ||
      this.#entries.some((entry) => entry.producer === producer && entry.sequence === sequence)
    );
  }

  add(message: MessageIdentity): void {
    this.#tick();
    if (this.has(message)) return;
    const { messageId, numbered } = message;
    const entry = { id: messageId, ...numbered, left: this.#keep };
    const isNext = numbered !== undefined && numbered.sequence === (this.#done[numbered.producer] ?? 0) + 1;
    if (!isNext && this.#entries.length >= this.#capacity) throw new WindowFull(this.#capacity);
    this.#entries.push(entry);
    if (isNext) this.#collapse(numbered.producer, numbered.sequence);
  }

  save(): unknown {
    return { entries: this.#entries.map(({ left: _, ...entry }) => entry), done: { ...this.#done } };
  }

  #tick(): void {
    const now = this.#clock.elapsed();
    for (const entry of this.#entries) entry.left -= now - this.#at;
    this.#at = now;
    const over = this.#entries.filter(({ left }) => left < 0);
    this.#entries = this.#entries.filter(({ left }) => left >= 0);
    for (const { producer, sequence } of over)
      if (producer !== undefined && sequence !== undefined) this.#collapse(producer, sequence);
  }

  /** Everything of this producer up to here is done, and whatever follows without a gap. */
  #collapse(producer: string, upTo: number): void {
    let done = Math.max(upTo, this.#done[producer] ?? 0);
    const isThere = (entry: Entry): boolean => entry.producer === producer && entry.sequence === done + 1;
    while (this.#entries.some(isThere)) done += 1;
    this.#done[producer] = done;
    this.#entries = this.#entries.filter((entry) => entry.producer !== producer || (entry.sequence ?? 0) > done);
  }
}

export const createDedupWindow = (ports: WindowPorts): DedupWindow => new Memory(ports);
