import type { RunningTimer, SteadyClock, Timers } from "eventlings";

interface Due {
  readonly at: number;
  /** Of two at the same moment, the one that was started first comes first. */
  readonly order: number;
  readonly callback: () => void;
  cancelled: boolean;
}

/** Waits until nothing that is under way can go any further without time passing. */
export type Settle = () => Promise<void>;

const { setImmediate } = globalThis;
const { nextTick } = process;
/** After so many waits the event loop gets a turn, so that nobody takes a long run for an endless one. */
const TURN = 64;

/**
 * A tick that is asked for by a microtask comes when no microtask is left, those that they add included.
 * An immediate does so too, and costs a turn of the event loop.
 */
function settling(): Settle {
  let waits = 0;
  return () =>
    new Promise((resolve) => {
      waits += 1;
      if (waits % TURN === 0) setImmediate(resolve);
      else queueMicrotask(() => nextTick(resolve));
    });
}

/** Time that passes when it is told to. Both clocks of a process, and its timers. */
export class VirtualTime implements Timers, SteadyClock {
  #now = 0;
  #wall = Date.UTC(2026, 0, 15, 9);
  #order = 0;
  #running = 0;
  /** A binary heap, the next one first. */
  readonly #heap: Due[] = [];
  readonly #start: number;
  readonly #settle: Settle;

  /** @param start what `elapsed` begins with: another number in every process */
  constructor(start = 5_000, settle: Settle = settling()) {
    this.#start = start;
    this.#settle = settle;
  }

  now(): Date {
    return new Date(this.#wall + this.#now);
  }

  elapsed(): number {
    return this.#start + this.#now;
  }

  /** Timers that were started, have not fired, and were not cancelled. */
  get running(): number {
    return this.#running;
  }

  /** Somebody sets the wall clock. */
  setWall(by: number): void {
    this.#wall += by;
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => void this.start(milliseconds, resolve));
  }

  start(milliseconds: number, callback: () => void): RunningTimer {
    const due: Due = {
      at: this.#now + Math.max(0, Number(milliseconds) || 0),
      order: (this.#order += 1),
      callback,
      cancelled: false,
    };
    this.#running += 1;
    this.#push(due);
    return {
      cancel: () => {
        if (due.cancelled) return;
        due.cancelled = true;
        this.#running -= 1;
      },
    };
  }

  /** So many milliseconds pass: every timer fires at its moment, and what it sets going goes as far as it can. */
  async pass(milliseconds: number): Promise<void> {
    const until = this.#now + milliseconds;
    await this.#settle();
    for (;;) {
      const at = this.#heap[0]?.at;
      if (at === undefined || at > until) break;
      this.#now = at;
      // All of one moment, and then what comes of it.
      while (this.#heap[0]?.at === at) {
        const due = this.#pop();
        if (due === undefined || due.cancelled) continue;
        due.cancelled = true;
        this.#running -= 1;
        due.callback();
      }
      await this.#settle();
    }
    this.#now = until;
  }

  #push(due: Due): void {
    const heap = this.#heap;
    let at = heap.push(due) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#swapIfSooner(at, parent)) return;
      at = parent;
    }
  }

  #pop(): Due | undefined {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    heap[0] = last;
    for (let at = 0; ;) {
      const left = 2 * at + 1;
      const child = left + 1 < heap.length && sooner(heap[left + 1], heap[left]) ? left + 1 : left;
      if (child >= heap.length || !this.#swapIfSooner(child, at)) return first;
      at = child;
    }
  }

  /** Puts `low` in the place of `high` where it is due sooner, and says whether it was. */
  #swapIfSooner(low: number, high: number): boolean {
    const heap = this.#heap;
    const [lower, higher] = [heap[low], heap[high]];
    if (lower === undefined || higher === undefined || !sooner(lower, higher)) return false;
    heap[high] = lower;
    heap[low] = higher;
    return true;
  }
}

const sooner = (one: Due | undefined, other: Due | undefined): boolean =>
  one !== undefined && other !== undefined && (one.at < other.at || (one.at === other.at && one.order < other.order));
