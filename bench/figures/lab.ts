import type { Measurement } from "../figure.ts";
import { runToEnd } from "../processes.ts";
import { count, median } from "../statistics.ts";

/** Minutes of traffic, and requests a second, that are simulated for a version with a protection and one without. */
const MINUTES = 10;
const RATE = 1_000;

/** A traffic each, with the part that it has unless somebody says otherwise. The slowest of them counts. */
const TRAFFICS = ["steady", "burst", "ramp", "slow-dependency", "retry-storm"] as const;

/** The lab of backpressure as a whole process, from its start to the last line of its report. */
export const lab: Measurement = {
  figures: () => [{ name: "lab", unit: "s", limit: 5 }],

  async measure(_wanted, { sandbox, quick }) {
    const { root, command } = await sandbox();
    const args = (traffic: string): readonly string[] => [
      command,
      "lab",
      "backpressure",
      "--json",
      "--traffic",
      traffic,
      "--minutes",
      String(MINUTES),
      "--rate",
      String(RATE),
    ];
    const medians: { readonly traffic: string; readonly seconds: number }[] = [];
    const runs = quick ? 1 : 5;
    for (const traffic of TRAFFICS) {
      const took: number[] = [];
      for (let run = 0; run < runs; run += 1) {
        const ended = await runToEnd(args(traffic), root);
        const { totals } = JSON.parse(ended.stdout) as { readonly totals: { readonly offered: number } };
        // Fewer would be a figure about something else.
        if (totals.offered < MINUTES * 60 * RATE * 0.99)
          throw new Error(`Only ${String(totals.offered)} requests came with --traffic ${traffic}.`);
        took.push(ended.took / 1_000);
      }
      medians.push({ traffic, seconds: median(took) });
    }
    const slowest = Math.max(...medians.map(({ seconds }) => seconds));
    const each = medians.map(({ traffic, seconds }) => `${traffic} ${seconds.toFixed(2)} s`).join(", ");
    return new Map([["lab", { value: slowest, raw: `${each} (${count(runs, "run")} each)` }]]);
  },
};
