import { setTimeout as sleep } from "node:timers/promises";
import type { Measurement } from "../figure.ts";
import { memoryOf } from "../memory-use.ts";
import { listProcesses, tree } from "../process-tree.ts";
import { count } from "../statistics.ts";
import { OURS, watching } from "../watching.ts";

/** Milliseconds after the last verdict until `watch` counts as idle. */
const IDLE = 5000;

/** What an idle `watch` holds in all its processes, after some saves. */
export const memory: Measurement = {
  figures: () => [{ name: "watch-memory", unit: "MB", limit: 120 }],

  async measure(_wanted, { sandbox, quick }) {
    const copy = await sandbox();
    const watcher = await watching(OURS, copy);
    for (let save = 0; save < (quick ? 3 : 10); save += 1) {
      await watcher.save(copy.freshAnswer());
      await sleep(500);
    }
    await sleep(IDLE);
    const pids = tree(watcher.pid, listProcesses());
    const each = pids.map((pid) => memoryOf([pid]));
    const use = memoryOf(pids);
    await watcher.stop();
    if (use === undefined) return new Map([["watch-memory", { skipped: "this system does not tell" }]]);
    const parts = each.map((part) => (part?.megabytes ?? 0).toFixed(0)).join(" + ");
    const value = use.megabytes;
    return new Map([["watch-memory", { value, raw: `${use.kind}, ${count(pids.length, "process")}: ${parts}` }]]);
  },
};
