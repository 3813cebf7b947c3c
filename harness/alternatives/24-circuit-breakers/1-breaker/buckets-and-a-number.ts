// @style A class that counts in ten buckets, numbers its states, and lets a timer end the open one; opens on failures only.
import { BreakerOpen, CallTimeout, type BreakerPorts, type CircuitBreaker } from "eventlings";

class Breaker implements CircuitBreaker {
  readonly #ports: BreakerPorts;
  #generation = 0;
  #state: "closed" | "open" | "half-open" = "closed";
  #openedAt = 0;
  #under = 0;
  #good = 0;
  #buckets = new Map<number, { ok: number; bad: number }>();

  constructor(ports: BreakerPorts) {
    this.#ports = ports;
  }

  execute<T>(call: () => Promise<T>): Promise<T> {
    const { clock, options, timers } = this.#ports;
    if (this.#state === "open")
      return Promise.reject(new BreakerOpen(this.#openedAt + options.openFor - clock.elapsed()));
    if (this.#state === "half-open" && this.#under >= options.probes) return Promise.reject(new BreakerOpen(0));
    this.#under += 1;
    const generation = this.#generation;
    let over = false;
    return new Promise<T>((resolve, reject) => {
      const end = (failed: boolean, tell: () => void): void => {
        if (over) return;
        over = true;
        timer.cancel();
        tell();
        if (generation === this.#generation) this.#count(failed);
      };
      const timer = timers.start(options.callTimeout, () =>
        end(true, () => reject(new CallTimeout(options.callTimeout))),
      );
      Promise.resolve()
        .then(call)
        .then(
          (value) => end(false, () => resolve(value)),
          (error: unknown) => end(options.isFailure(error), () => reject(error)),
        );
    });
  }

  #become(state: "closed" | "open" | "half-open"): void {
    this.#generation += 1;
    this.#state = state;
    this.#under = 0;
    this.#good = 0;
    this.#buckets.clear();
  }

  #open(): void {
    const { clock, options, timers } = this.#ports;
    this.#become("open");
    this.#openedAt = clock.elapsed();
    timers.start(options.openFor, () => this.#become("half-open"));
  }

  #count(failed: boolean): void {
    const { clock, options } = this.#ports;
    this.#under -= 1;
    if (this.#state === "half-open") {
      if (failed) this.#open();
      else if (++this.#good >= options.probes) this.#become("closed");
      return;
    }
    const width = options.window / 10;
    const now = Math.floor(clock.elapsed() / width);
    const bucket = this.#buckets.get(now) ?? { ok: 0, bad: 0 };
    this.#buckets.set(now, bucket);
    if (failed) bucket.bad += 1;
    else bucket.ok += 1;
    let [ok, bad] = [0, 0];
    for (const [at, counted] of this.#buckets)
      if (at <= now - 10) this.#buckets.delete(at);
      else [ok, bad] = [ok + counted.ok, bad + counted.bad];
    if (failed && ok + bad >= options.minimumCalls && bad / (ok + bad) >= options.failureRate) this.#open();
  }
}

export const createCircuitBreaker = (ports: BreakerPorts): CircuitBreaker => new Breaker(ports);
