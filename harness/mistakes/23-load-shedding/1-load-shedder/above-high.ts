// @belief The high mark is how much may be pending, so it is too much above it.
// @breaks holds-until-low, least-important-first, critical-has-a-bound, counts-until-it-ends, refusing-is-free, every-order-of-ends, any-traffic
// @section one-mark-flaps
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
      if (pending > high) refused.add(importance);
      else if (pending < low) refused.delete(importance);
    }
  };

  return {
    async run(arrival, work) {
      if (arrival.kind === "request" && refused.has(arrival.importance)) throw new Shed(arrival);
      count(1);
      try {
        return await work();
      } finally {
        count(-1);
      }
    },
  };
}
