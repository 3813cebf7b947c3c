// @style One level of alarm, from 0 to 3, and the marks as two lists.
import { Shed, type Arrival, type LoadShedder, type ShedderPorts } from "eventlings";

/** At level 1 optional requests are refused, at level 2 normal ones as well, at level 3 all. */
const REFUSED_AT = { optional: 1, normal: 2, critical: 3 } as const;

export function createLoadShedder({ marks: { optional, normal, critical } }: ShedderPorts): LoadShedder {
  const ups = [optional.high, normal.high, critical.high];
  const downs = [optional.low, normal.low, critical.low];
  let pending = 0;
  let level = 0;

  const adapt = (): void => {
    while ((ups[level] ?? Infinity) <= pending) level += 1;
    while (level > 0 && pending < (downs[level - 1] ?? 0)) level -= 1;
  };
  const enter = (): (() => void) => {
    pending += 1;
    adapt();
    return () => {
      pending -= 1;
      adapt();
    };
  };

  function run<T>(arrival: Arrival, work: () => Promise<T>): Promise<T> {
    if (arrival.kind === "request" && level >= REFUSED_AT[arrival.importance]) throw new Shed(arrival);
    const leave = enter();
    let running: Promise<T>;
    try {
      running = work();
    } catch (error) {
      leave();
      throw error;
    }
    void running.then(leave, leave);
    return running;
  }
  return { run };
}
