// @belief When a call ends, the time since the last acquire is what it took.
// @breaks cuts-when-slow, finds-what-it-bears, any-history
// @section the-limit-that-holds
import type { AdaptiveLimit, AdaptiveLimitPorts, Place } from "eventlings";

/** What is left of the limit after a cut. */
const CUT = 0.7;

/** Additive increase, multiplicative decrease: carefully up, fast down. */
export function createAdaptiveLimit({ clock, options }: AdaptiveLimitPorts): AdaptiveLimit {
  const { initial, min, max, window, slowAfter } = options;
  let limit = initial;
  let underWay = 0;
  let lastCut = -Infinity;
  /** Of the window that is under way: when it began, and whether it speaks for more calls at once. */
  let since = clock.elapsed();
  let wasFull = false;
  let begun = since;

  const beginWindow = (): void => {
    since = clock.elapsed();
    wasFull = false;
  };

  const learn = (begun: number, isSlow: boolean): void => {
    const now = clock.elapsed();
    if (isSlow) {
      // Seven slow answers of one hiccup are one reason. And what began before the last cut says
      // nothing about the limit of now.
      if (begun < lastCut || now - lastCut < window) return;
      limit = Math.max(min, limit * CUT);
      lastCut = now;
      beginWindow();
    } else if (now - since >= window) {
      // Only a limit that was reached has been tried out.
      if (wasFull) limit = Math.min(max, limit + 1);
      beginWindow();
    }
  };

  return {
    get limit() {
      return limit;
    },

    acquire(): Place | undefined {
      if (underWay + 1 > limit) return undefined;
      underWay += 1;
      if (underWay + 1 > limit) wasFull = true;
      begun = clock.elapsed();
      let isOver = false;
      return {
        release(outcome) {
          if (isOver) return;
          isOver = true;
          underWay -= 1;
          if (outcome !== "ignored") learn(begun, outcome === "overloaded" || clock.elapsed() - begun > slowAfter);
        },
      };
    },
  };
}
