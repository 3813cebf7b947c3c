import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Finding, Measurement } from "../figure.ts";
import { runToEnd } from "../processes.ts";
import { count, describePairs, interleave, median, medianRatio } from "../statistics.ts";

/** Exercises of the finished course. */
const ALL_EXERCISES = 90;

/** `verify` of every variant of every exercise, beside one plain `vitest run` over the solutions. */
export const verify: Measurement = {
  figures: () => [
    { name: "verify", unit: "ratio", limit: 3 },
    { name: "verify-90", unit: "s", limit: 180 },
  ],

  async measure(_wanted, { sandbox, quick }) {
    const { root, command, vitest } = await sandbox();
    const written = (await readdir(join(root, "harness", "rules"), { recursive: true })).filter((name) =>
      name.endsWith(".spec.ts"),
    ).length;
    const ours = async (): Promise<number> => (await runToEnd([command, "verify"], root)).took;
    const theirs = async (): Promise<number> =>
      (await runToEnd([vitest, "run"], root, "pipe", { EVENTLINGS_ANSWERS: "solutions" })).took;
    await ours();
    await theirs();
    const pairs = await interleave(quick ? 1 : 5, ours, theirs);
    const exercises = count(written, "exercise");
    const seconds = median(pairs.map((pair) => pair.ours)) / 1000;
    return new Map<string, Finding>([
      ["verify", { value: medianRatio(pairs), raw: `${describePairs(pairs, "verify", "vitest run")}, ${exercises}` }],
      [
        "verify-90",
        {
          value: (seconds * ALL_EXERCISES) / written,
          raw: `${seconds.toFixed(2)} s for ${exercises}, all of it taken to grow with their number`,
        },
      ],
    ]);
  },
};
