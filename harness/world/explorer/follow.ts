import type { Moves } from "../run/moves.ts";
import type { Strategy } from "../run/strategy.ts";

/** Makes the choices of an earlier run again; where they end, goes straight ahead. */
export class Follow implements Strategy {
  readonly #choices: readonly number[];

  constructor(choices: readonly number[]) {
    this.#choices = choices;
  }

  choose(moves: Moves, depth: number): number {
    const choice = this.#choices[depth] ?? 0;
    // The code may have changed since the choices were made.
    return choice < moves.count ? choice : 0;
  }
}

/** What a run costs whoever reads it, in the order in which that matters. */
export interface Cost {
  readonly faults: number;
  readonly switches: number;
  readonly steps: number;
}

/** Negative where the left one is the simpler. */
export const compareCosts = (left: Cost, right: Cost): number =>
  left.faults - right.faults || left.switches - right.switches || left.steps - right.steps;

/** Hands choices on from a strategy, and notes what they were. */
export class Noting implements Strategy {
  readonly choices: number[] = [];
  switches = 0;
  readonly #strategy: Strategy;

  constructor(strategy: Strategy) {
    this.#strategy = strategy;
  }

  choose(moves: Moves, depth: number): number {
    const chosen = this.#strategy.choose(moves, depth);
    if (chosen < 0) return chosen;
    this.choices[depth] = chosen;
    this.switches += moves.switches[chosen] ?? 0;
    return chosen;
  }

  /** Ready for the next run. */
  reset(): void {
    this.choices.length = 0;
    this.switches = 0;
  }
}
