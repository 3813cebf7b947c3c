// @belief While all places are taken, each healthy answer shows that one more call would fit.
// @breaks grows-with-care
// @section up-by-a-share-and-while-nobody-looks
import type { AdaptiveLimit, AdaptiveLimitPorts, Place } from "eventlings";

/** What is left of the limit after a cut. */
const CUT = 0.7;

/** Additive increase, multiplicative decrease: carefully up, fast down. */
export function createAdaptiveLimit({ clock, options }: AdaptiveLimitPorts): AdaptiveLimit {
  const { initial, min, max, window, slowAfter } = options;
  let limit = initial;
  let underWay = 0;
  let lastCut = -Infinity;
  /** Since the limit changed last: was it reached? */
  let wasFull = false;

  const learn = (begun: number, isSlow: boolean): void => {
    const now = clock.elapsed();
    if (isSlow) {
      // Seven slow answers of one hiccup are one reason. And what began before the last cut says
      // nothing about the limit of now.
      if (begun < lastCut || now - lastCut < window) return;
      limit = Math.max(min, limit * CUT);
      lastCut = now;
      wasFull = false;
    } else if (wasFull) {
      // Only a limit that was reached has been tried out.
      limit = Math.min(max, limit + 1);
      wasFull = false;
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
      const begun = clock.elapsed();
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
