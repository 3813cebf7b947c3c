import type { Timers } from "eventlings";

/** How much a service can do. */
export interface ServiceOptions {
  readonly timers: Timers;
  /** Requests that it works on at once. */
  readonly workers: number;
  /** Milliseconds of work that one request takes. */
  readonly takes: number;
  /** Most requests that wait. More are refused at once. */
  readonly queue: number;
}

/** The service had no room for a request, and said so at once. */
export class Refused extends Error {
  override readonly name = "Refused";
}

/**
 * A service with a capacity and a queue. It does not know who still waits for an answer: it works on
 * whatever is in its queue, in order, however old that is.
 */
export class QueueingService {
  readonly #options: ServiceOptions;
  /** Those that wait, the oldest at `#first`. */
  #waiting: (() => void)[] = [];
  #first = 0;
  #busy = 0;
  /** Requests that came in, also those that were refused. */
  received = 0;
  /** Requests that were worked on to the end, whoever waited for them. */
  done = 0;

  constructor(options: ServiceOptions) {
    this.#options = options;
  }

  /** Requests that wait for a worker. */
  get queued(): number {
    return this.#waiting.length - this.#first;
  }

  /**
   * Sends a request. `answered` is called when the work is done.
   *
   * @throws Refused where the queue is full
   */
  send(answered: () => void): void {
    this.received += 1;
    if (this.#busy < this.#options.workers) this.#work(answered);
    else if (this.queued < this.#options.queue) this.#waiting.push(answered);
    else throw new Refused("The queue is full.");
  }

  #work(answered: () => void): void {
    this.#busy += 1;
    this.#options.timers.start(this.#options.takes, () => {
      this.#busy -= 1;
      this.done += 1;
      const next = this.#waiting[this.#first];
      if (next !== undefined) {
        this.#first += 1;
        if (this.#first > 1_000) {
          this.#waiting = this.#waiting.slice(this.#first);
          this.#first = 0;
        }
        this.#work(next);
      }
      answered();
    });
  }
}
