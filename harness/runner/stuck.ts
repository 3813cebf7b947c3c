// Taken before the simulated world puts a tripwire in its place.
const { now } = Date;

/** Called by every loop and function of a probed module, with its number. */
export type At = (index: number) => void;

/** Milliseconds of uninterrupted work after which a module counts as stuck. */
const STUCK_AFTER = 700;
/** Milliseconds that are then watched, to tell the loop that goes on from those that it runs inside. */
const WINDOW = 60;

/** Finds out which loop never ends. */
export interface StuckDetector {
  readonly at: At;
  /** The event loop has turned: nothing is stuck. */
  turned(): void;
}

/**
 * Watches a probed module. Once it has worked for long without a turn of the event loop, counts which
 * numbers come by: an endless loop comes by least often, for everything inside it runs at least as
 * often, and what is around it never comes by again.
 */
export function detectStuck(report: (index: number) => void): StuckDetector {
  let since = now();
  let hits: Map<number, number> | undefined;
  let told = false;
  return {
    at(index) {
      const busy = now() - since;
      if (busy < STUCK_AFTER || told) return;
      hits ??= new Map();
      hits.set(index, (hits.get(index) ?? 0) + 1);
      if (busy < STUCK_AFTER + WINDOW) return;
      told = true;
      const [rarest] = [...hits].toSorted(([a, hitsOfA], [b, hitsOfB]) => hitsOfA - hitsOfB || a - b);
      if (rarest !== undefined) report(rarest[0]);
    },
    turned() {
      since = now();
      hits = undefined;
    },
  };
}
