import type * as exercise from "#exercise/24-circuit-breakers/2-adaptive-limit";
import type { AdaptiveLimit, AdaptiveLimitOptions, CallOutcome, Place, SteadyClock } from "eventlings";

export type Exercise = typeof exercise;

export const WINDOW = 100;
export const HEALTHY = 60;
export const SLOW = 600;

export const LIMITS: AdaptiveLimitOptions = { initial: 20, min: 2, max: 1_000, window: WINDOW, slowAfter: 100 };

/** A place that is taken, and when it was. */
export interface Taken {
  readonly place: Place;
  readonly begun: number;
}

/** A caller with a limit of the learner's, and a clock that it moves. */
export class Caller {
  readonly limit: AdaptiveLimit;
  #elapsed = 7_000;
  #wall = Date.UTC(2026, 0, 15, 9);

  constructor(exercise: Exercise, options: Partial<AdaptiveLimitOptions> = {}) {
    const clock: SteadyClock = { now: () => new Date(this.#wall), elapsed: () => this.#elapsed };
    this.limit = exercise.createAdaptiveLimit({ clock, options: { ...LIMITS, ...options } });
  }

  get now(): number {
    return this.#elapsed;
  }

  pass(milliseconds: number): void {
    this.#elapsed += milliseconds;
    this.#wall += milliseconds;
  }

  setWall(by: number): void {
    this.#wall += by;
  }

  /** As many places as there are, and no more than `most`. */
  take(most = Infinity): Taken[] {
    const taken: Taken[] = [];
    // A limit that refuses nobody would go on for ever.
    while (taken.length < Math.min(most, 5_000)) {
      const place = this.limit.acquire();
      if (place === undefined) break;
      taken.push({ place, begun: this.now });
    }
    return taken;
  }

  /** A batch of calls that begin together, take so long, and end together. Says the limit afterwards. */
  batch(latency: number, outcome: CallOutcome = "done", most = Infinity): number {
    const taken = this.take(most);
    this.pass(latency);
    for (const { place } of taken) place.release(outcome);
    return this.limit.limit;
  }

  /** Batches, one after the other, until so many windows have passed. */
  windows(count: number, latency: number, outcome: CallOutcome = "done", most = Infinity): number {
    const until = this.now + count * WINDOW;
    while (this.now < until) this.batch(latency, outcome, most);
    return this.limit.limit;
  }
}

/** How a service does while a caller asks for as much as its limit allows. */
export interface Service {
  /** Milliseconds that one call takes when nobody else is there. */
  readonly takes: number;
  /** Calls that it works on at once: more have to wait. */
  readonly capacity: number;
}

/** The caller asks for all it may, for so long. Says the average limit of the second half, and the share of the capacity that was used. */
export function underLoad(
  caller: Caller,
  { takes, capacity }: Service,
  milliseconds: number,
): { readonly limit: number; readonly used: number } {
  const start = caller.now;
  const queue: { readonly place: Place; readonly end: number }[] = [];
  let lastEnd = start;
  let done = 0;
  let sum = 0;
  let samples = 0;
  while (caller.now < start + milliseconds) {
    for (const { place } of caller.take()) {
      lastEnd = Math.max(caller.now + takes, lastEnd + takes / capacity);
      queue.push({ place, end: lastEnd });
    }
    // A limit that refuses nobody.
    if (queue.length > 2_000) return { limit: Infinity, used: 0 };
    const next = queue.shift();
    if (next === undefined) break;
    caller.pass(next.end - caller.now);
    next.place.release("done");
    if (caller.now < start + milliseconds / 2) continue;
    done += 1;
    sum += caller.limit.limit;
    samples += 1;
  }
  // Whoever is still under way ends as well.
  for (const { place, end } of queue) {
    caller.pass(Math.max(0, end - caller.now));
    place.release("done");
  }
  return { limit: sum / Math.max(1, samples), used: done / ((milliseconds / 2 / takes) * capacity) };
}
