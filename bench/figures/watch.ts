import { setTimeout as sleep } from "node:timers/promises";
import type { Finding, Measurement } from "../figure.ts";
import { median, medianRatio, describePairs, type Pair } from "../statistics.ts";
import { OURS, OURS_WITHOUT_TYPES, VITEST, watching } from "../watching.ts";

/** Milliseconds from a verdict to the next save: nobody saves again sooner, and whoever prepares can. */
const PAUSE = 1000;

/** From a save to its verdict: ours with types, ours without, and Vitest's own watch mode, each in a copy of its own. */
export const watch: Measurement = {
  figures: () => [
    { name: "watch-save-to-verdict", unit: "ratio", limit: 0.25 },
    { name: "watch-types", unit: "ratio", limit: 1.3 },
  ],

  async measure(_wanted, { sandbox, quick }) {
    const tools = await Promise.all(
      [OURS, OURS_WITHOUT_TYPES, VITEST].map(async (tool) => {
        const copy = await sandbox();
        return { copy, watcher: await watching(tool, copy) };
      }),
    );
    const times = await takeTurns(
      quick ? 6 : 30,
      tools.map(({ copy, watcher }) => async () => {
        const took = await watcher.save(copy.freshAnswer());
        await sleep(PAUSE);
        return took;
      }),
    );
    await Promise.all(tools.map(({ watcher }) => watcher.stop()));
    const [typed = [], untyped = [], vitest = []] = times;
    const against = pairs(typed, vitest);
    const types = pairs(typed, untyped);
    return new Map<string, Finding>([
      [
        "watch-save-to-verdict",
        {
          value: medianRatio(against),
          raw: `${describePairs(against, "watch with types", "vitest --watch")}; without types ${medianRatio(pairs(untyped, vitest)).toFixed(2)} x`,
        },
      ],
      // The two halves of this one are often equal to a millisecond, where single ratios say little.
      ["watch-types", { value: median(typed) / median(untyped), raw: describePairs(types, "with types", "without") }],
    ]);
  },
};

/** Runs each of `tools` once a turn; who begins moves on by one each turn. */
async function takeTurns(turns: number, tools: readonly (() => Promise<number>)[]): Promise<readonly number[][]> {
  const times: number[][] = tools.map(() => []);
  for (let turn = 0; turn < turns; turn += 1) {
    for (let step = 0; step < tools.length; step += 1) {
      const index = (turn + step) % tools.length;
      const took = await tools[index]?.();
      if (took !== undefined) times[index]?.push(took);
    }
  }
  return times;
}

const pairs = (ours: readonly number[], theirs: readonly number[]): readonly Pair[] =>
  ours.map((time, turn) => ({ ours: time, theirs: theirs[turn] ?? Number.NaN }));
