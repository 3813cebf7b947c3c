import type { Ids, RandomSource, RunningTimer, Timers } from "../../../src/kit/index.ts";
import type { Caller } from "../caller.ts";
import { Random } from "../explorer/random.ts";
import type { Run } from "../run/run.ts";

/** When every world begins. */
const START = Date.UTC(2026, 0, 15, 9);

// The learner's `Date` is behind a tripwire.
const RealDate = Date;

/** Virtual time. It passes only when nobody can do anything else, or as a fault of the kind `delays`. */
export class WorldClock {
  readonly #run: Run;

  constructor(run: Run) {
    this.#run = run;
  }

  /** Milliseconds since the run began. */
  get elapsed(): number {
    return this.#run.now;
  }

  now(): Date {
    return new RealDate(START + this.#run.now);
  }

  /** The clock of one process. `skew`: milliseconds by which it is ahead of the others. */
  for(caller: Caller, { skew = 0 }: { readonly skew?: number } = {}): Timers {
    const run = this.#run;
    const timer = (milliseconds: number, perform: () => unknown) => ({
      lane: caller.name,
      direction: "local" as const,
      reads: 0,
      writes: 0,
      durable: false,
      due: run.now + Math.max(0, Number(milliseconds) || 0),
      perform,
      what: () => `${String(milliseconds)} ms have passed`,
    });
    return {
      now: () => new RealDate(START + run.now + skew),
      sleep: (milliseconds) => caller.ask<void>(timer(milliseconds, () => undefined)),
      start(milliseconds, callback): RunningTimer {
        const running = caller.offer(
          timer(milliseconds, () => {
            running.withdraw();
            callback();
          }),
        );
        return { cancel: () => running.withdraw() };
      },
    };
  }
}

/** Ids that no two lives of any process share, and that do not depend on who came first. */
export function idsFor(caller: Caller): Ids {
  let last = 0;
  const prefix = `${caller.name.replaceAll(/[^\p{L}\p{N}]+/gu, "-")}${caller.life === 1 ? "" : `-life-${String(caller.life)}`}`;
  return {
    next() {
      last += 1;
      return `${prefix}-${String(last)}`;
    },
  };
}

/** Random numbers that are the same in every run. */
export function randomFor(caller: Caller): RandomSource {
  let seed = caller.life;
  for (const letter of caller.name) seed = Math.imul(seed, 31) + (letter.codePointAt(0) ?? 0);
  const random = new Random(seed);
  return { next: () => random.next() };
}
