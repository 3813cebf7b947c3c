import type { Clock, Ids } from "eventlings";

/** A clock that stands still until it is told to move. */
export interface TestClock extends Clock {
  /** Moves the clock forward, or back where `milliseconds` is negative. */
  advance(milliseconds: number): void;
}

/** A clock that shows 2026-01-15 09:00 UTC, or `start`, until it is advanced. */
export function testClock(start: string | Date = "2026-01-15T09:00:00.000Z"): TestClock {
  let now = new Date(start).getTime();
  return {
    now: () => new Date(now),
    advance(milliseconds) {
      now += milliseconds;
    },
  };
}

/** Ids that count: `evt-1`, `evt-2`, … */
export function testIds(prefix = "evt"): Ids {
  let last = 0;
  return {
    next() {
      last += 1;
      return `${prefix}-${String(last)}`;
    },
  };
}
