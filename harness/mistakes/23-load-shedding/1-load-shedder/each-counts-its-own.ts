// @belief Each importance has its marks, so each has its count.
// @breaks counts-until-it-ends, holds-until-low, least-important-first, refusing-is-free, facts-come-in, every-order-of-ends, any-traffic
// @section who-goes-first
import { Shed, type Importance, type LoadShedder, type ShedderPorts } from "eventlings";

/** Lets in as much work as the shop can do, and the most important first. */
export function createLoadShedder({ marks }: ShedderPorts): LoadShedder {
  const pending = { critical: 0, normal: 0, optional: 0 };
  const refused = new Set<Importance>();

  const count = (importance: Importance, by: 1 | -1): void => {
    const { high, low } = marks[importance];
    pending[importance] += by;
    if (pending[importance] >= high) refused.add(importance);
    else if (pending[importance] < low) refused.delete(importance);
  };

  return {
    async run(arrival, work) {
      if (arrival.kind === "request" && refused.has(arrival.importance)) throw new Shed(arrival);
      count(arrival.importance, 1);
      try {
        return await work();
      } finally {
        count(arrival.importance, -1);
      }
    },
  };
}
