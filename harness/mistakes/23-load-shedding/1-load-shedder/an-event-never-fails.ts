// @belief An event has happened, so nothing about it can fail: its errors are for the log.
// @breaks lets-in-what-fits
// @section facts-are-not-yours-to-drop
import { Shed, type Importance, type LoadShedder, type ShedderPorts } from "eventlings";

const IMPORTANCES: readonly Importance[] = ["critical", "normal", "optional"];

/** Lets in as much work as the shop can do, and the most important first. */
export function createLoadShedder({ marks }: ShedderPorts): LoadShedder {
  let pending = 0;
  const refused = new Set<Importance>();

  /** The only place where the count changes, so that no mark is passed unseen. */
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
      // An event has happened. It can wait in its log, but nobody can say no to it.
      if (arrival.kind === "request" && refused.has(arrival.importance)) throw new Shed(arrival);
      // Counted before anything is awaited: a hundred others ask in the same moment.
      count(1);
      try {
        return await work();
      } catch (error) {
        if (arrival.kind === "request") throw error;
        console.error(arrival.name, error);
        return undefined as never;
      } finally {
        count(-1);
      }
    },
  };
}
