import type { SteadyClock } from "./dedup-window.ts";
import type { Timers } from "./timers.ts";

/** How many permits there are. */
export interface TokenBucketOptions {
  /** Permits that the bucket holds at most: a whole number, 1 or more. It is full at the start. */
  readonly burst: number;
  /** Permits that come in each second, evenly: 3 are one every 333⅓ ms. */
  readonly perSecond: number;
}

/** What a token bucket is made with. */
export interface TokenBucketPorts {
  readonly clock: SteadyClock;
  /**
   * As in Node, a timer counts whole milliseconds: a fraction is dropped, and less than 1 is 1. It never fires
   * sooner, but in a process that is busy it fires later, and then all that are due fire at once.
   */
  readonly timers: Timers;
  readonly options: TokenBucketOptions;
}

/** Somebody who asked for a permit. */
export interface PermitRequest {
  /** Resolves with `true` when the permit is there, and with `false` when the request is cancelled. */
  readonly granted: Promise<boolean>;
  /** Nobody waits any more. Harmless where the permit was granted, or the request was cancelled before. */
  cancel(): void;
}

/** Lets through so many a second, and a short burst of them at once. */
export interface TokenBucket {
  /** Takes a permit where one is left now. It overtakes nobody: `false` while somebody waits. */
  tryTake(): boolean;
  /** Asks for a permit. Whoever asked first gets the next one. */
  take(): PermitRequest;
}
