// @belief The state only matters when somebody asks, so that is when to look at the marks.
// @breaks holds-until-low, least-important-first, every-order-of-ends, any-traffic
// @section one-mark-flaps
import { Shed, type Importance, type LoadShedder, type ShedderPorts } from "eventlings";

/** Lets in as much work as the shop can do, and the most important first. */
export function createLoadShedder({ marks }: ShedderPorts): LoadShedder {
  let pending = 0;
  const refused = new Set<Importance>();

  const isRefused = (importance: Importance): boolean => {
    const { high, low } = marks[importance];
    if (pending >= high) refused.add(importance);
    else if (pending < low) refused.delete(importance);
    return refused.has(importance);
  };

  return {
    async run(arrival, work) {
      if (arrival.kind === "request" && isRefused(arrival.importance)) throw new Shed(arrival);
      pending += 1;
      try {
        return await work();
      } finally {
        pending -= 1;
      }
    },
  };
}
