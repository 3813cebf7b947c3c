import { RETRY_PAUSE, type LabReport, type LabRow, type LabSettings } from "../../src/judge/lab-settings.ts";
import { VirtualTime } from "../traffic/virtual-time.ts";
import { Random } from "../world/explorer/random.ts";
import { Crowd } from "./crowd.ts";
import type { LabModule } from "./modules.ts";
import { protect } from "./protect.ts";
import { Version } from "./version.ts";

/** Stretches of time that are told apart. */
const ROWS = 120;

/** What the simulation works with. */
export interface LabPorts {
  readonly settings: LabSettings;
  readonly part: LabModule;
  /** What the part is called in sentences. */
  readonly noun: string;
  /** Hears of each stretch of time when it is over. */
  readonly told: (row: LabRow) => void;
}

/**
 * Lets the same requests come to both versions, millisecond by millisecond.
 *
 * @throws whatever the part threw, or a Fault where it did what no answer may do
 */
export async function simulate({ settings, part, noun, told }: LabPorts): Promise<Omit<LabReport, "rows">> {
  const time = new VirtualTime();
  const crowd = new Crowd(settings);
  const random = new Random(settings.seed + 2);
  const guarded = new Version(settings, crowd, noun, (version) => protect(part, { settings, time, random, version }));
  const naive = new Version(settings, crowd, "naive version", () => ({}));
  const duration = Math.round(settings.minutes * 60_000);
  const step = Math.max(1_000, duration / ROWS);
  // Whoever came at the very end gets as long as the others.
  const end = duration + (settings.retries + 1) * (settings.timeout + RETRY_PAUSE);
  const ended = (row: number): number => Math.min(duration, Math.round((row + 1) * step));
  let now = 0;
  let row = 0;
  let offered = 0;

  const tick = (): void => {
    now += 1;
    if (guarded.failure !== undefined) throw guarded.failure.error;
    if (now > ended(row) && row * step < duration) {
      const from = row === 0 ? 0 : ended(row - 1);
      told({
        from: from / 1_000,
        to: ended(row) / 1_000,
        offered: crowd.count - offered,
        guarded: guarded.figures(),
        naive: naive.figures(),
      });
      offered = crowd.count;
      row += 1;
    }
    guarded.tick(now);
    naive.tick(now);
    const first = crowd.count;
    crowd.come(now);
    for (let request = first; request < crowd.count; request += 1) {
      guarded.request(request);
      naive.request(request);
    }
    if (now < end) time.start(1, tick);
  };
  time.start(1, tick);
  await time.pass(end);
  if (guarded.failure !== undefined) throw guarded.failure.error;
  return { offered: crowd.count, guarded: guarded.totals(), naive: naive.totals() };
}
