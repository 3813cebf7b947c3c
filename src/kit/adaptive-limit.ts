import type { SteadyClock } from "./dedup-window.ts";

/** How a limit adapts. */
export interface AdaptiveLimitOptions {
  /** Calls at once, to begin with. */
  readonly initial: number;
  /** The limit never falls below this; at least 1. */
  readonly min: number;
  /** The limit never rises above this. */
  readonly max: number;
  /** Milliseconds. In any stretch of this length the limit is cut at most once. */
  readonly window: number;
  /** Milliseconds. A call that took longer was slow: a sign of overload. One that took less was healthy. */
  readonly slowAfter: number;
}

/** What an adaptive limit is made with. */
export interface AdaptiveLimitPorts {
  readonly clock: SteadyClock;
  readonly options: AdaptiveLimitOptions;
}

/**
 * How a call ended.
 * - `done`: the service did its work. How long that took says how it is.
 * - `overloaded`: it timed out, or the service said that it has too much to do. As bad as slow, however
 *   soon it came.
 * - `ignored`: it says nothing about the load: the input was wrong, or the caller gave up.
 */
export type CallOutcome = "done" | "overloaded" | "ignored";

/** A place among the calls that may be under way at once. */
export interface Place {
  /** Gives the place back, as the call has ended. The second time changes nothing. */
  release(outcome: CallOutcome): void;
}

/** So many calls may be under way at once as the service can bear, which is found out by measuring. */
export interface AdaptiveLimit {
  /**
   * A place for a call that begins now; `undefined` where as many are under way as the limit allows:
   * fewer than one more would fit. Nobody waits.
   */
  acquire(): Place | undefined;
  /** How many may be under way at once, at this moment. May have a fraction, which allows nothing. */
  readonly limit: number;
}
