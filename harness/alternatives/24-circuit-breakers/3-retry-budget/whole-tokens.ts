// @style A class that counts tenths of a token as whole numbers, races the call with its deadline, and recurses.
import { DeadlineExceeded, DoNotRetry, type RetryBudget, type RetryBudgetPorts } from "eventlings";

const UNIT = 1_000;

class Tokens {
  #left: number;
  readonly #most: number;
  readonly #each: number;

  constructor(most: number, each: number) {
    this.#most = most * UNIT;
    this.#each = Math.round(each * UNIT);
    this.#left = this.#most;
  }

  earn(): void {
    this.#left = Math.min(this.#most, this.#left + this.#each);
  }

  spend(): boolean {
    if (this.#left < UNIT) return false;
    this.#left -= UNIT;
    return true;
  }
}

class Budget implements RetryBudget {
  readonly #ports: RetryBudgetPorts;
  readonly #tokens: Tokens;

  constructor(ports: RetryBudgetPorts) {
    this.#ports = ports;
    this.#tokens = new Tokens(ports.options.reserve, ports.options.ratio);
  }

  async execute<T>(call: (remaining: number) => Promise<T>, remaining: number): Promise<T> {
    if (remaining <= 0) throw new DeadlineExceeded();
    this.#tokens.earn();
    const { clock, timers } = this.#ports;
    let ring: (error: Error) => void = () => undefined;
    const rung = new Promise<never>((_, reject) => (ring = reject));
    const alarm = timers.start(remaining, () => ring(new DeadlineExceeded()));
    try {
      return await Promise.race([this.#attempt(call, clock.elapsed() + remaining, 1), rung]);
    } finally {
      alarm.cancel();
    }
  }

  async #attempt<T>(call: (remaining: number) => Promise<T>, until: number, number: number): Promise<T> {
    const { clock, options, timers } = this.#ports;
    let failure: unknown;
    try {
      return await call(until - clock.elapsed());
    } catch (error) {
      failure = error;
    }
    if (failure instanceof DoNotRetry) throw failure;
    if (!options.isRetryable(failure)) throw failure;
    const pause = options.pause(number);
    const isInTime = pause < until - clock.elapsed();
    if (!isInTime || number >= options.attempts || !this.#tokens.spend()) throw new DoNotRetry(failure);
    await timers.sleep(pause);
    if (clock.elapsed() >= until) throw new DoNotRetry(failure);
    return this.#attempt(call, until, number + 1);
  }
}

export const createRetryBudget = (ports: RetryBudgetPorts): RetryBudget => new Budget(ports);
