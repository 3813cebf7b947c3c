// @belief What counts is work that has begun: so it is begun, and then counted.
// @breaks counts-until-it-ends
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
      const begun = work();
      count(1);
      try {
        return await begun;
      } finally {
        count(-1);
      }
    },
  };
}
