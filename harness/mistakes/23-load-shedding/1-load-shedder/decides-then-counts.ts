// @belief First find out whether it may come in, then let it in.
// @breaks critical-has-a-bound
// @section the-version-that-holds
import { Shed, type Arrival, type Importance, type LoadShedder, type ShedderPorts } from "eventlings";

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

  const mayEnter = async (arrival: Arrival): Promise<boolean> =>
    arrival.kind === "event" || !refused.has(arrival.importance);

  return {
    async run(arrival, work) {
      if (!(await mayEnter(arrival))) throw new Shed(arrival);
      count(1);
      try {
        return await work();
      } finally {
        count(-1);
      }
    },
  };
}
