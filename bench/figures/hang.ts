import { setTimeout as sleep } from "node:timers/promises";
import type { Finding, Measurement } from "../figure.ts";
import { count, describePairs, median, medianRatio, type Pair } from "../statistics.ts";
import { OURS, reportsLine, watching } from "../watching.ts";

/** An answer that never returns, and the line at which it does not. */
const HANGING = `import type { EventStore } from "eventlings";

export function createEventStore(): EventStore {
  for (;;) {
    // nobody ever gets an event store
  }
}
`;
const HANGING_LINE = 4;

/** How long an endless loop goes unreported, and whether the save after it is judged as fast as others. */
export const hang: Measurement = {
  figures: () => [
    { name: "hang-reported", unit: "s", limit: 3 },
    { name: "after-hang", unit: "ratio", limit: 1.5 },
  ],

  async measure(_wanted, { sandbox, quick }) {
    const copy = await sandbox();
    const watcher = await watching(OURS, copy);
    const save = async (): Promise<number> => {
      const took = await watcher.save(copy.freshAnswer());
      await sleep(1000);
      return took;
    };
    const hangs: number[] = [];
    const pairs: Pair[] = [];
    await save();
    for (let turn = 0; turn < (quick ? 2 : 7); turn += 1) {
      const usual = await save();
      hangs.push(await watcher.save(`${HANGING}// hang ${String(turn)}\n`, reportsLine(HANGING_LINE)));
      // No pause here: the learner has the mistake in sight, and saves as soon as it is mended.
      pairs.push({ ours: await save(), theirs: usual });
    }
    await watcher.stop();
    const seconds = median(hangs) / 1000;
    const slowest = Math.max(...hangs) / 1000;
    return new Map<string, Finding>([
      [
        "hang-reported",
        { value: slowest, raw: `slowest of ${count(hangs.length, "hang")}, median ${seconds.toFixed(2)} s` },
      ],
      ["after-hang", { value: medianRatio(pairs), raw: describePairs(pairs, "save after a hang", "usual save") }],
    ]);
  },
};
