import { Fifo } from "./numbers.ts";
import { Wheel } from "./wheel.ts";

/** What a service is made with. */
export interface ServicePorts {
  readonly workers: number;
  readonly now: () => number;
  /** Milliseconds that an attempt takes, if it begins now. */
  readonly takes: (attempt: number) => number;
  /**
   * Calls the dependency through what guards it; `undefined` where this attempt does not need it, or nothing
   * guards it. The worker is held until it settles.
   */
  readonly guarded: (attempt: number, takes: number) => Promise<boolean> | undefined;
  readonly done: (attempt: number) => void;
  /** The guard said no: the attempt was not worked on to the end. */
  readonly failed: (attempt: number) => void;
}

/**
 * A service as most are: so many workers, and a queue without an end before them. It does not know who still
 * waits for an answer: it works on whatever came first.
 */
export class Service {
  busy = 0;
  readonly #ports: ServicePorts;
  readonly #waiting = new Fifo();
  readonly #due = new Wheel();

  constructor(ports: ServicePorts) {
    this.#ports = ports;
  }

  /** Requests that wait for a worker. */
  get queued(): number {
    return this.#waiting.length;
  }

  submit(attempt: number): void {
    if (this.busy < this.#ports.workers) this.#begin(attempt);
    else this.#waiting.push(attempt);
  }

  /** Ends what is due now. */
  tick(): void {
    for (const attempt of this.#due.take(this.#ports.now())) {
      this.#ports.done(attempt);
      this.#next();
    }
  }

  #begin(attempt: number): void {
    this.busy += 1;
    const takes = this.#ports.takes(attempt);
    const call = this.#ports.guarded(attempt, takes);
    if (call === undefined) this.#due.put(this.#ports.now(), takes, attempt);
    else void this.#follow(attempt, call);
  }

  async #follow(attempt: number, call: Promise<boolean>): Promise<void> {
    if (await call) this.#ports.done(attempt);
    else this.#ports.failed(attempt);
    this.#next();
  }

  #next(): void {
    this.busy -= 1;
    const next = this.#waiting.shift();
    if (next !== undefined) this.#begin(next);
  }
}
