// @belief The marks are about requests, so requests are what is counted.
// @breaks facts-come-in, every-order-of-ends, any-traffic
// @section facts-are-not-yours-to-drop
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
      if (arrival.kind === "event") return work();
      if (refused.has(arrival.importance)) throw new Shed(arrival);
      count(1);
      try {
        return await work();
      } finally {
        count(-1);
      }
    },
  };
}
