import type { Lab } from "../lab.ts";
import type { Broken } from "../run/outcome.ts";
import type { RunLimits } from "../run/run.ts";
import { firstDifference, replay, tell, type Counterexample, type Finding } from "./counterexample.ts";
import type { Explored } from "./explored.ts";
import { Fair } from "./fair.ts";
import { Noting } from "./follow.ts";
import { Priorities } from "./priorities.ts";
import { budgetOf, search, withFaults } from "./search.ts";
import { shorten } from "./shorten.ts";

/** How hard to look. */
export interface Effort {
  /** Steps that an attempt to run all schedules may take. */
  readonly steps: number;
  /** Random schedules to draw where all are too many. */
  readonly draws: number;
  readonly seed: number;
  /** Leave out schedules that cannot differ? */
  readonly prune: boolean;
}

/** What came of trying a program under every schedule, or under many. */
export type Exploration =
  | { readonly kind: "held"; readonly explored: Explored }
  | { readonly kind: "broken"; readonly counterexample: Counterexample; readonly explored: Explored }
  /** Two runs of one schedule differ: the code keeps something where the world cannot see it. */
  | { readonly kind: "hidden-state"; readonly differs: string }
  | { readonly kind: "unwritten"; readonly error: Error };

/** Steps of an endless run that are enough to see what goes round. */
const FEW = 24;

const DIFFERS_SOMEWHERE = "What differs shows in no step of its own, only in what can happen next.";

/** Tries a program without faults, then with one, then with two, until a promise breaks or all is seen. */
export async function explore(lab: Lab, limits: RunLimits, effort: Effort): Promise<Exploration> {
  const budget = budgetOf(effort.steps);
  const first = await replay(lab, limits, []);
  const held = async (explored: Explored): Promise<Exploration> => {
    // What all those runs have left behind shows in the first schedule, run once more.
    const differs = firstDifference(first.timeline, (await replay(lab, limits, [])).timeline);
    return differs === undefined ? { kind: "held", explored } : { kind: "hidden-state", differs };
  };
  const hidden = firstDifference(first.timeline, (await replay(lab, limits, [])).timeline);
  if (hidden !== undefined) return { kind: "hidden-state", differs: hidden };
  const endless = await goesRound(lab, limits);
  if (endless !== undefined) return endless;
  let explored: Explored = { schedules: 0, complete: false, steps: 0 };
  for (let faults = 0; faults <= limits.totalFaults; faults += 1) {
    const within = withFaults(limits, faults);
    const end = await search(lab, within, { switches: Infinity, prune: effort.prune }, budget);
    if (end.kind === "unwritten") return end;
    if (end.kind === "diverged")
      return {
        kind: "hidden-state",
        differs: (await differsFromItself(lab, within, end.choices)) ?? DIFFERS_SOMEWHERE,
      };
    explored = {
      schedules: end.schedules,
      complete: end.kind === "complete",
      steps: budget.made,
      ...(end.cut === 0 ? {} : { cut: end.cut }),
    };
    if (end.kind === "found") return tellShortest(lab, within, end.finding, faults, effort, explored);
    if (end.kind === "out-of-budget") {
      const drawn = await draw(lab, limits, effort, faults, budget.made);
      return drawn.kind === "held" ? held(drawn.explored) : drawn;
    }
  }
  return held(explored);
}

/** Does it never come to an end, although everyone gets a turn and nothing goes wrong? */
async function goesRound(lab: Lab, limits: RunLimits): Promise<Exploration | undefined> {
  const noting = new Noting(new Fair());
  const { end, run } = await lab.run(noting, withFaults(limits, 0));
  if (end.kind !== "cut") return undefined;
  const broken: Broken = {
    kind: "never-settles",
    happened: `After ${String(run.steps)} steps it was still going on, although nothing had gone wrong and everyone had their turns. It goes round in circles: nothing that it does brings it nearer to an end.`,
  };
  const cost = { faults: 0, switches: noting.switches, steps: Math.min(run.steps, FEW) };
  const told = await tell(lab, limits, { choices: [...noting.choices], cost, broken }, false);
  if ("differs" in told) return { kind: "hidden-state", differs: told.differs };
  const explored: Explored = { schedules: 1, complete: false, steps: run.steps };
  return { kind: "broken", counterexample: told, explored };
}

/**
 * Draws schedules at random.
 *
 * @param faults schedules with fewer than these were all tried
 * @param made steps that were made until now
 */
async function draw(lab: Lab, limits: RunLimits, effort: Effort, faults: number, made: number): Promise<Exploration> {
  const priorities = new Priorities(effort.seed, limits.totalFaults, 20);
  const noting = new Noting(priorities);
  const seen = new Set<string>();
  let weights = 0;
  let steps = made;
  let last: number | undefined;
  let cut = 0;
  for (let drawn = 0; drawn < effort.draws; drawn += 1) {
    noting.reset();
    priorities.begin(last);
    const { end, run } = await lab.run(noting, limits);
    if (end.kind === "unwritten") return end;
    last = run.steps;
    steps += run.steps;
    weights += priorities.weight;
    if (end.kind === "cut") cut += 1;
    seen.add(noting.choices.join());
    const explored: Explored = {
      schedules: seen.size,
      complete: false,
      steps,
      seed: effort.seed,
      about: weights / (drawn + 1),
      ...(cut === 0 ? {} : { cut }),
    };
    if (end.kind === "broken") {
      const cost = { faults: run.faults, switches: noting.switches, steps: run.steps };
      const finding = { choices: [...noting.choices], cost, broken: end.broken };
      return tellShortest(lab, limits, finding, faults, effort, explored);
    }
    if (drawn === effort.draws - 1) return { kind: "held", explored };
  }
  return { kind: "held", explored: { schedules: 0, complete: false, steps } };
}

async function tellShortest(
  lab: Lab,
  limits: RunLimits,
  found: Finding,
  fewest: number,
  effort: Effort,
  explored: Explored,
): Promise<Exploration> {
  const { finding, shortest } = await shorten(lab, limits, found, fewest, budgetOf(effort.steps / 2));
  const told = await tell(lab, limits, finding, shortest);
  if ("differs" in told) return { kind: "hidden-state", differs: told.differs };
  return { kind: "broken", counterexample: told, explored };
}

/** Runs one schedule twice and says where the two differ. */
async function differsFromItself(lab: Lab, limits: RunLimits, choices: readonly number[]): Promise<string | undefined> {
  const one = await replay(lab, limits, choices);
  const other = await replay(lab, limits, choices);
  return firstDifference(one.timeline, other.timeline);
}
