import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Finding, Measurement } from "../figure.ts";
import { runToEnd } from "../processes.ts";
import { count, describePairs, interleave, medianRatio } from "../statistics.ts";

/** Exercises of the finished course. */
const ALL_EXERCISES = 90;

/** The lessons, twelve exercises, of which both sides run everything for the ratio. */
const LESSONS = ["messages", "event-anatomy", "state-from-events", "event-store"];

/** `verify` of every variant of twelve exercises, beside one plain `vitest run` over the solutions; and all of it. */
export const verify: Measurement = {
  figures: () => [
    { name: "verify", unit: "ratio", limit: 3 },
    { name: "verify-90", unit: "s", limit: 180 },
  ],

  async measure(_wanted, { sandbox, quick }) {
    const { root, command, vitest } = await sandbox();
    const specs = (await readdir(join(root, "harness", "rules"), { recursive: true }))
      .map((name) => name.replaceAll("\\", "/"))
      .filter((name) => name.endsWith(".spec.ts"));
    const some = specs.filter((name) => LESSONS.some((lesson) => name.includes(`-${lesson}/`)));
    const ours = async (...only: readonly string[]): Promise<number> =>
      (await runToEnd([command, "verify", ...only], root)).took;
    const theirs = async (): Promise<number> =>
      (await runToEnd([vitest, "run", ...some], root, "pipe", { EVENTLINGS_ANSWERS: "solutions" })).took;
    const everything = (await ours()) / 1000;
    await theirs();
    const pairs = await interleave(quick ? 2 : 5, () => ours(...LESSONS), theirs);
    return new Map<string, Finding>([
      [
        "verify",
        {
          value: medianRatio(pairs),
          raw: `${describePairs(pairs, "verify", "vitest run")}, ${count(some.length, "exercise")}`,
        },
      ],
      [
        "verify-90",
        {
          value: (everything * ALL_EXERCISES) / specs.length,
          raw: `${everything.toFixed(2)} s for ${count(specs.length, "exercise")}, all of it taken to grow with their number`,
        },
      ],
    ]);
  },
};
