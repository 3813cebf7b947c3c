// @belief The monitoring knows best how much is pending.
// @breaks refusing-is-free, holds-until-low, least-important-first, critical-has-a-bound, counts-until-it-ends, every-order-of-ends, any-traffic
// @section a-refusal-that-costs-more-than-the-work
import { Shed, type Importance, type LoadShedder, type ShedderPorts } from "eventlings";

const IMPORTANCES: readonly Importance[] = ["critical", "normal", "optional"];

/** Lets in as much work as the shop can do, and the most important first. */
export function createLoadShedder({ marks, monitoring }: ShedderPorts): LoadShedder {
  const refused = new Set<Importance>();

  return {
    async run(arrival, work) {
      const pending = await monitoring.pending();
      for (const importance of IMPORTANCES) {
        const { high, low } = marks[importance];
        if (pending >= high) refused.add(importance);
        else if (pending < low) refused.delete(importance);
      }
      if (arrival.kind === "request" && refused.has(arrival.importance)) throw new Shed(arrival);
      return work();
    },
  };
}
