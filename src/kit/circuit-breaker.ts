import type { SteadyClock } from "./dedup-window.ts";
import type { Timers } from "./timers.ts";

/** When a circuit breaker opens, and when it closes again. All times are in milliseconds. */
export interface BreakerOptions {
  /**
   * The result of a call counts for so long, from when the call has ended. Who counts in buckets may
   * forget it up to a tenth sooner or later.
   */
  readonly window: number;
  /** With fewer results than this in the window it never opens. */
  readonly minimumCalls: number;
  /** Share of failures among the results in the window, from 0 to 1. At this share or above, it opens. */
  readonly failureRate: number;
  /** For so long it stays open. From then on, it is half-open for whoever calls. */
  readonly openFor: number;
  /**
   * While it is half-open, at most so many calls are let through at once. When so many have succeeded
   * it closes; when one fails it opens again.
   */
  readonly probes: number;
  /** A call that has not ended after so long has failed. */
  readonly callTimeout: number;
  /**
   * Is this error of a call a failure of the service? If not, the service has answered, and the answer is
   * no: it counts like a success. A call that takes too long has failed, whatever this says of a `CallTimeout`.
   */
  readonly isFailure: (error: unknown) => boolean;
}

/** What a circuit breaker is made with. */
export interface BreakerPorts {
  readonly clock: SteadyClock;
  readonly timers: Timers;
  readonly options: BreakerOptions;
}

/** Calls one service, and stops calling it for a while when too many calls fail. */
export interface CircuitBreaker {
  /**
   * Makes a call and gives what it gives: its value, or its very error. A call that throws at once has
   * failed like one that rejects.
   *
   * @throws BreakerOpen where the call was not made
   * @throws CallTimeout where the call was made, and did not end in time. It may still be going on.
   */
  execute<T>(call: () => Promise<T>): Promise<T>;
}

/** The call was not made. The service had nothing to do with it. */
export class BreakerOpen extends Error {
  readonly code = "BREAKER_OPEN";
  /**
   * Milliseconds from now until it is worth another try: until probes are let through. While probes are
   * under way nobody knows: then it is anything from 0 up to the time limit of a call.
   */
  readonly retryAfter: number;

  constructor(retryAfter: number) {
    super(`The circuit is open: try again in ${String(retryAfter)} ms.`);
    this.name = "BreakerOpen";
    this.retryAfter = retryAfter;
  }
}

/** The call was made, and has not ended in time. Nobody knows whether it took place. */
export class CallTimeout extends Error {
  readonly code = "CALL_TIMEOUT";

  /** @param milliseconds how long it was waited for */
  constructor(milliseconds: number) {
    super(`The call has not ended after ${String(milliseconds)} ms.`);
    this.name = "CallTimeout";
  }
}
