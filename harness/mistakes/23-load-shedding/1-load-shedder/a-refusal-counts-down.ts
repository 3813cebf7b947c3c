// @belief What is in a try needs its finally, and everything that can throw belongs in it.
// @breaks counts-until-it-ends, critical-has-a-bound, holds-until-low, refusing-is-free, every-order-of-ends, any-traffic
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
      try {
        if (arrival.kind === "request" && refused.has(arrival.importance)) throw new Shed(arrival);
        count(1);
        return await work();
      } finally {
        count(-1);
      }
    },
  };
}
