import { NORMAL, type Moves } from "../run/moves.ts";
import type { Strategy } from "../run/strategy.ts";

/** Whoever has waited longest goes on. Under it, nobody can say that the others never let it. */
export class Fair implements Strategy {
  readonly #lastTurn = new Map<number, number>();

  choose(moves: Moves, depth: number): number {
    let best = 0;
    let longest = Infinity;
    for (let at = 0; at < moves.count && moves.variants[at] === NORMAL; at += 1) {
      const turn = this.#lastTurn.get(moves.steps[at]?.actor ?? 0) ?? -1;
      if (turn >= longest) continue;
      longest = turn;
      best = at;
    }
    this.#lastTurn.set(moves.steps[best]?.actor ?? 0, depth);
    return best;
  }
}
