import type { ProjectionProgress, ProjectionRunner } from "eventlings";

/** More rounds than any log at the counter needs. Beyond it, a runner that goes in circles is left alone. */
const MOST_ROUNDS = 50;

/** Runs the projections until they have nothing left to do, and says how the last round went. */
export async function follow(runner: ProjectionRunner): Promise<readonly ProjectionProgress[]> {
  for (let round = 1; ; round += 1) {
    const progress = await runner.runOnce();
    if (round === MOST_ROUNDS || progress.every(({ applied }) => applied === 0)) return progress;
  }
}
