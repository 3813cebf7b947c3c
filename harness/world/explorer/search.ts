import type { Lab } from "../lab.ts";
import type { RunLimits } from "../run/run.ts";
import type { Strategy } from "../run/strategy.ts";
import type { Finding } from "./counterexample.ts";
import { DepthFirst, type SearchBounds } from "./depth-first.ts";
import { Noting } from "./follow.ts";

/**
 * What a run costs beyond its steps: a world is set up anew each time, so a long series of empty runs
 * must come to an end as well.
 */
const STEPS_OF_A_RUN = 4;

/** How much work is left. It is counted in steps, not in seconds: a verdict must not depend on the machine. */
export interface Budget {
  /** What is left. */
  left: number;
  /** Steps that were really made. */
  made: number;
}

export const budgetOf = (steps: number): Budget => ({ left: steps, made: 0 });

const spend = (budget: Budget, steps: number): void => {
  budget.left -= steps + STEPS_OF_A_RUN;
  budget.made += steps;
};

/** How a search ended. */
export type SearchEnd =
  /** Every schedule within the bounds was run. */
  | { readonly kind: "complete"; readonly schedules: number; readonly cut: number; readonly bounded: boolean }
  | { readonly kind: "found"; readonly finding: Finding; readonly schedules: number; readonly cut: number }
  | { readonly kind: "out-of-budget"; readonly schedules: number; readonly cut: number }
  | { readonly kind: "unwritten"; readonly error: Error }
  /** The same choices led to another point: something is hidden from the world. */
  | { readonly kind: "diverged"; readonly choices: readonly number[] };

/** Visits the schedules within bounds until one breaks a promise. */
export async function search(lab: Lab, limits: RunLimits, bounds: SearchBounds, budget: Budget): Promise<SearchEnd> {
  const depthFirst = new DepthFirst(bounds);
  const noting = new Noting(depthFirst);
  let schedules = 0;
  let cut = 0;
  do {
    if (budget.left <= 0) return { kind: "out-of-budget", schedules, cut };
    noting.reset();
    const { end, run } = await lab.run(noting, limits);
    spend(budget, run.steps);
    if (depthFirst.diverged !== undefined) return { kind: "diverged", choices: [...noting.choices] };
    if (end.kind === "unwritten") return { kind: "unwritten", error: end.error };
    if (end.kind !== "left") schedules += 1;
    if (end.kind === "cut") cut += 1;
    if (end.kind === "broken") {
      const cost = { faults: run.faults, switches: noting.switches, steps: run.steps };
      return { kind: "found", finding: { choices: [...noting.choices], cost, broken: end.broken }, schedules, cut };
    }
  } while (depthFirst.next());
  return { kind: "complete", schedules, cut, bounded: depthFirst.wasBounded };
}

/** Runs one schedule and says what it found, if anything. */
export async function attempt(
  lab: Lab,
  limits: RunLimits,
  strategy: Strategy,
  budget: Budget,
): Promise<Finding | undefined> {
  const noting = new Noting(strategy);
  const { end, run } = await lab.run(noting, limits);
  spend(budget, run.steps);
  if (end.kind !== "broken") return undefined;
  const cost = { faults: run.faults, switches: noting.switches, steps: run.steps };
  return { choices: noting.choices, cost, broken: end.broken };
}

/** The limits with room for so many faults altogether. */
export const withFaults = (limits: RunLimits, totalFaults: number): RunLimits => ({ ...limits, totalFaults });
