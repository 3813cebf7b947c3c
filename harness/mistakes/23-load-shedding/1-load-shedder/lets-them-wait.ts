// @belief Nobody is turned away: who does not fit in waits until there is room.
// @breaks refusing-is-free, holds-until-low, critical-has-a-bound, counts-until-it-ends, facts-come-in, every-order-of-ends, any-traffic
// @section a-refusal-that-costs-more-than-the-work
import type { Arrival, Importance, LoadShedder, ShedderPorts } from "eventlings";

const IMPORTANCES: readonly Importance[] = ["critical", "normal", "optional"];

/** Lets in as much work as the shop can do, and the most important first. */
export function createLoadShedder({ marks }: ShedderPorts): LoadShedder {
  let pending = 0;
  const refused = new Set<Importance>();
  const waiting: { readonly arrival: Arrival; readonly enter: () => void }[] = [];

  const mayEnter = ({ kind, importance }: Arrival): boolean => kind === "event" || !refused.has(importance);

  const count = (by: 1 | -1): void => {
    pending += by;
    for (const importance of IMPORTANCES) {
      const { high, low } = marks[importance];
      if (pending >= high) refused.add(importance);
      else if (pending < low) refused.delete(importance);
    }
  };

  const leave = (): void => {
    count(-1);
    for (const importance of IMPORTANCES) {
      const index = waiting.findIndex(({ arrival }) => arrival.importance === importance && mayEnter(arrival));
      const [next] = index < 0 ? [] : waiting.splice(index, 1);
      if (next === undefined) continue;
      count(1);
      next.enter();
      return;
    }
  };

  return {
    async run(arrival, work) {
      if (mayEnter(arrival)) count(1);
      else await new Promise<void>((enter) => waiting.push({ arrival, enter }));
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
