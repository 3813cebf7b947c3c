// @belief Either the shop is overloaded, or it is not.
// @breaks least-important-first, lets-in-what-fits, holds-until-low, critical-has-a-bound, every-order-of-ends, any-traffic
// @section who-goes-first
import { Shed, type LoadShedder, type ShedderPorts } from "eventlings";

/** Lets in as much work as the shop can do, and the most important first. */
export function createLoadShedder({ marks }: ShedderPorts): LoadShedder {
  const { high, low } = marks.optional;
  let pending = 0;
  let isOverloaded = false;

  const count = (by: 1 | -1): void => {
    pending += by;
    if (pending >= high) isOverloaded = true;
    else if (pending < low) isOverloaded = false;
  };

  return {
    async run({ kind, importance, name }, work) {
      const mayBeShed = kind === "request" && (importance !== "critical" || pending >= marks.critical.high);
      if (mayBeShed && isOverloaded) throw new Shed({ kind, importance, name });
      count(1);
      try {
        return await work();
      } finally {
        count(-1);
      }
    },
  };
}
