// @belief To begin does no harm: a refused request just does not get the answer.
// @breaks refusing-is-free, holds-until-low, least-important-first, counts-until-it-ends, facts-come-in, every-order-of-ends, any-traffic
// @section a-refusal-that-costs-more-than-the-work
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
      const begun = work();
      if (arrival.kind === "request" && refused.has(arrival.importance)) {
        begun.catch(() => undefined);
        throw new Shed(arrival);
      }
      count(1);
      try {
        return await begun;
      } finally {
        count(-1);
      }
    },
  };
}
