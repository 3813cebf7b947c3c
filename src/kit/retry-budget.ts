import type { SteadyClock } from "./dedup-window.ts";
import type { Timers } from "./timers.ts";

/** How much may be retried. */
export interface RetryBudgetOptions {
  /** Each call adds this much to the budget when it begins, however it ends: with 0.1, ten pay for one retry. */
  readonly ratio: number;
  /**
   * The budget never holds more than this, and holds it at the start: so many retries can come without
   * any call before them.
   */
  readonly reserve: number;
  /** Most attempts of one call, the first one included. */
  readonly attempts: number;
  /** Milliseconds to wait before a retry; the first retry has the number 1. It spreads them (lesson 17). */
  readonly pause: (retry: number) => number;
  /** Would another attempt be worth it after this error? A `DoNotRetry` never is. */
  readonly isRetryable: (error: unknown) => boolean;
}

/** What a retry budget is made with. */
export interface RetryBudgetPorts {
  readonly clock: SteadyClock;
  readonly timers: Timers;
  readonly options: RetryBudgetOptions;
}

/** Makes the calls of one client to one service, and retries within a budget that all calls share. */
export interface RetryBudget {
  /**
   * Makes a call, and gives its value as soon as an attempt succeeds. An error that is not worth a retry
   * is thrown as it is. An attempt that throws at once has failed like one that rejects.
   *
   * @param call      one attempt. It is told how many milliseconds are left, to hand on with the request.
   * @param remaining milliseconds from now until nobody waits for the answer any more
   * @throws DoNotRetry where another attempt was worth it, and there is none: all attempts were made, the
   *   budget is empty, or the time would be up before it could begin. Its cause is the last error.
   * @throws DeadlineExceeded as soon as the time is up, whatever is under way
   */
  execute<T>(call: (remaining: number) => Promise<T>, remaining: number): Promise<T>;
}

/** Whoever could retry has done so, or must not. It is not for the layers above to begin again. */
export class DoNotRetry extends Error {
  readonly code = "DO_NOT_RETRY";

  constructor(cause: unknown) {
    super("It failed, and must not be retried.", { cause });
    this.name = "DoNotRetry";
  }
}

/** The time is up: nobody waits for the answer any more. */
export class DeadlineExceeded extends Error {
  readonly code = "DEADLINE_EXCEEDED";

  constructor() {
    super("The time is up.");
    this.name = "DeadlineExceeded";
  }
}
