import { NotImplemented, type AdaptiveLimit, type AdaptiveLimitPorts } from "eventlings";

/**
 * Finds out how many calls at once a service can bear, and lets no more through.
 *
 * `AdaptiveLimitOptions` and `CallOutcome` (open their definitions) say what each number and word means.
 * How it adapts is up to you: additive increase with multiplicative decrease, Vegas, a gradient. It may
 * learn from the first calls what is normal, and cut already when latency rises. What is promised:
 *
 * - Never more calls are under way than the limit, and a place that is free is given.
 * - *Slow or overloaded:* while all calls are so it falls, by one or a tenth of it at least with every
 *   second batch of them, until it is at `min`. A cut takes no more than half of it, and in any `window`
 *   there is one at most. A call that began before the last cut is no reason for another.
 * - *Healthy and in full use,* all calls taking the same time below `slowAfter`: it grows, by one in two
 *   windows at least, until it is at `max`; also from `min`, also after a cut.
 * - It never grows by more than its square root (rounded up) within a window, and never while fewer than
 *   half of its places are taken. Between half and full is up to you.
 * - `ignored` calls give their place back, and that is all.
 */
export function createAdaptiveLimit(_ports: AdaptiveLimitPorts): AdaptiveLimit {
  return {
    get limit(): number {
      throw new NotImplemented("limit");
    },

    acquire() {
      // TODO: is a place free? How long the call takes is for you to measure.
      // TODO: when it ends, what does that say about the limit? And about which limit?
      throw new NotImplemented("acquire");
    },
  };
}
