import type { Measurement } from "../figure.ts";
import { runToEnd, time } from "../processes.ts";
import { EXERCISE } from "../sandbox.ts";
import { describePairs, interleave, medianRatio } from "../statistics.ts";

/** `check` of one exercise from nothing, with its type check, beside a bare `vitest run` of the same spec. */
export const checkCold: Measurement = {
  figures: () => [{ name: "check-cold", unit: "ratio", limit: 0.85 }],

  async measure(_wanted, { sandbox, quick }) {
    const { root, command, vitest, save, freshAnswer } = await sandbox();
    const ours = [command, "check", EXERCISE.id];
    const theirs = [vitest, "run", EXERCISE.spec];
    // Each run judges an answer that was never seen before, so that no verdict can be reused.
    const timed = async (args: readonly string[]): Promise<number> => {
      await save(freshAnswer());
      return time(args, root);
    };
    await runToEnd(ours, root);
    await runToEnd(theirs, root);
    const pairs = await interleave(
      quick ? 5 : 15,
      () => timed(ours),
      () => timed(theirs),
    );
    return new Map([["check-cold", { value: medianRatio(pairs), raw: describePairs(pairs, "check", "vitest run") }]]);
  },
};
