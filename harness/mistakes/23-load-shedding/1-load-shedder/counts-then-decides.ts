// @belief Whoever stands at the door is one more to serve, so count first and look then.
// @breaks lets-in-what-fits, critical-has-a-bound, holds-until-low, least-important-first, counts-until-it-ends, refusing-is-free, every-order-of-ends, any-traffic
// @section the-version-that-holds
import { Shed, type Importance, type LoadShedder, type ShedderPorts } from "eventlings";

const IMPORTANCES: readonly Importance[] = ["critical", "normal", "optional"];

/** Lets in as much work as the shop can do, and the most important first. */
export function createLoadShedder({ marks }: ShedderPorts): LoadShedder {
  let pending = 0;
  const refused = new Set<Importance>();

  const count = (by: 1 | -1): void => {
    pending += by;
    for (const importance of IMPORTANCES) {
      const { high, low } = marks[importance];
      if (pending >= high) refused.add(importance);
      else if (pending < low) refused.delete(importance);
    }
  };

  return {
    async run(arrival, work) {
      count(1);
      if (arrival.kind === "request" && refused.has(arrival.importance)) {
        count(-1);
        throw new Shed(arrival);
      }
      try {
        return await work();
      } finally {
        count(-1);
      }
    },
  };
}
