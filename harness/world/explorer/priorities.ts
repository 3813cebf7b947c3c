import { NORMAL, type Moves } from "../run/moves.ts";
import type { Strategy } from "../run/strategy.ts";
import { Random } from "./random.ts";

/** Most changes of priority within one run: a defect that needs more is rare. */
const MOST_CHANGES = 4;

/**
 * Random schedules with priorities: everyone has one, the highest that can go on does, and at a few
 * random steps the one at work falls behind all the others. A defect that needs few switches is found
 * far sooner than by tossing a coin at every step (PCT, Burckhardt et al. 2010). Faults fall on random
 * steps as well.
 */
export class Priorities implements Strategy {
  /** Product of the numbers of moves that could have been chosen: an estimate of how many schedules there are. */
  weight = 1;
  readonly #random: Random;
  readonly #faults: number;
  readonly #priorities = new Map<number, number>();
  readonly #changes = new Set<number>();
  readonly #faultsAt = new Set<number>();
  #lowest = 0;
  #length: number;

  /** @param length steps of a run, roughly; it is adapted to the runs that are seen */
  constructor(seed: number, faults: number, length: number) {
    this.#random = new Random(seed);
    this.#faults = faults;
    this.#length = length;
  }

  /** Draws what one run will be like. Call it before each. */
  begin(stepsOfTheLast?: number): void {
    if (stepsOfTheLast !== undefined) this.#length = Math.max(4, Math.ceil((this.#length + stepsOfTheLast) / 2));
    this.weight = 1;
    this.#lowest = 0;
    this.#priorities.clear();
    this.#changes.clear();
    this.#faultsAt.clear();
    const changes = this.#random.below(MOST_CHANGES + 1);
    for (let made = 0; made < changes; made += 1) this.#changes.add(this.#random.below(this.#length));
    const faults = this.#random.below(this.#faults + 1);
    for (let made = 0; made < faults; made += 1) this.#faultsAt.add(this.#random.below(this.#length));
  }

  choose(moves: Moves, depth: number): number {
    this.weight *= moves.count;
    if (this.#faultsAt.has(depth)) {
      const normal = countNormal(moves);
      if (normal < moves.count) return normal + this.#random.below(moves.count - normal);
    }
    let best = this.#highest(moves);
    if (this.#changes.has(depth)) {
      this.#priorities.set(moves.steps[best]?.actor ?? 0, (this.#lowest -= 1));
      best = this.#highest(moves);
    }
    return best;
  }

  #highest(moves: Moves): number {
    let best = 0;
    let highest = -Infinity;
    let ties = 0;
    for (let at = 0; at < moves.count && moves.variants[at] === NORMAL; at += 1) {
      const priority = this.#priorityOf(moves.steps[at]?.actor ?? 0);
      if (priority < highest) continue;
      // Several calls of one process: each is as likely as the others.
      ties = priority > highest ? 1 : ties + 1;
      if (priority > highest || this.#random.below(ties) === 0) best = at;
      highest = priority;
    }
    return best;
  }

  #priorityOf(actor: number): number {
    const known = this.#priorities.get(actor);
    if (known !== undefined) return known;
    const drawn = this.#random.next();
    this.#priorities.set(actor, drawn);
    return drawn;
  }
}

function countNormal(moves: Moves): number {
  let count = 0;
  while (count < moves.count && moves.variants[count] === NORMAL) count += 1;
  return count;
}
