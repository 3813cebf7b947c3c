import type { Moves } from "./moves.ts";

/** Returned by a strategy to leave a run: what follows was seen already, or lies beyond its bounds. */
export const LEAVE = -1;

/** Decides what happens next. */
export interface Strategy {
  /**
   * @param depth number of steps made so far
   * @returns the index of a move, or `LEAVE`
   */
  choose(moves: Moves, depth: number): number;
}

/** Always goes on where the last step was, if it can, without a fault. */
export const straightAhead: Strategy = { choose: () => 0 };
