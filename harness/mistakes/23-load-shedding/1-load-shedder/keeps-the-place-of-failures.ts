// @belief When the work is done, there is one less.
// @breaks counts-until-it-ends, every-order-of-ends, any-traffic
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
      if (arrival.kind === "request" && refused.has(arrival.importance)) throw new Shed(arrival);
      count(1);
      const value = await work();
      count(-1);
      return value;
    },
  };
}
