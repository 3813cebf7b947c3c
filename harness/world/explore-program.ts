import { explore, type Effort, type Exploration } from "./explorer/explore.ts";
import { Lab } from "./lab.ts";
import { totalOf, type FaultBudget } from "./run/faults.ts";
import type { Promised } from "./run/outcome.ts";
import type { RunLimits } from "./run/run.ts";
import { World } from "./world.ts";

/** What may go wrong, and how hard to look for what breaks. */
export interface AttackOptions {
  /** Most faults of each kind in one run. Default: none, only the order of steps varies. */
  readonly faults?: FaultBudget;
  /** Most steps of one run. One that goes on for longer is cut. Default 200. */
  readonly steps?: number;
  /** Virtual milliseconds after which no timer fires: what ends a loop that polls for ever. Default: a minute. */
  readonly until?: number;
  /** Steps in all that may be spent on running every schedule there is. Default 200,000. */
  readonly budget?: number;
  /** Random schedules where all are too many. Default 3,000. */
  readonly draws?: number;
  /** Leave out schedules that differ only in the order of independent steps? Default: yes. */
  readonly prune?: boolean;
}

/** Sets a world up and says what it must keep. It is called once for every schedule. */
export type Scene<E> = (world: World<E>) => Promised;

/** The bounds of one run under these options. */
export const limitsOf = ({ faults = {}, steps = 200, until = 60_000 }: AttackOptions): RunLimits => ({
  faults,
  totalFaults: totalOf(faults),
  steps,
  horizon: until,
});

/** The effort under these options. */
export const effortOf = (options: AttackOptions, seed: number): Effort => ({
  steps: options.budget ?? 200_000,
  draws: options.draws ?? 3_000,
  prune: options.prune ?? true,
  seed,
});

/** Opens a lab for a scene, works in it, and puts everything back. */
export async function inLab<E, R>(
  scene: Scene<E>,
  evaluate: () => Promise<E> | E,
  work: (lab: Lab) => Promise<R>,
): Promise<R> {
  const lab = new Lab((run, bench) => scene(new World<E>(run, bench)), evaluate);
  try {
    return await work(lab);
  } finally {
    lab.close();
  }
}

/** Tries a scene under every schedule, or under as many as the effort allows. */
export function exploreScene<E>(
  scene: Scene<E>,
  evaluate: () => Promise<E> | E,
  options: AttackOptions = {},
  seed = 1,
): Promise<Exploration> {
  return inLab(scene, evaluate, (lab) => explore(lab, limitsOf(options), effortOf(options, seed)));
}
