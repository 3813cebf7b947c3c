import fc from "fast-check";
import { exploreScene, type AttackOptions, type Scene } from "../../harness/world/explore-program.ts";
import type { Explored } from "../../harness/world/explorer/explored.ts";
import { cellIn } from "../../tests/world/support/cells.ts";
import { outboxScene, plainRelay } from "../../tests/world/support/shop.ts";
import { collect } from "../collect.ts";
import type { Finding, Measurement } from "../figure.ts";
import { median } from "../statistics.ts";

/** Steps a second that the explorer must reach at least. */
const STEPS = 200_000;
/** Steps of each of two processes, where it is compared with fast-check's scheduler. */
const LENGTH = 12;
const ALL = 5_000_000;

const TWO_RELAYS = outboxScene(plainRelay);
const ONE_CRASH: AttackOptions = { faults: { crashes: 1 }, budget: ALL };

/** How fast the simulated world is, and how much pruning leaves. */
export const world: Measurement = {
  figures: () => [
    { name: "world-steps", unit: "ratio", limit: 1 },
    { name: "world-schedules", unit: "ratio", limit: 1 / 3 },
    { name: "world-pruned", unit: "ratio", limit: 0.2 },
    { name: "world-memory", unit: "MB", limit: 16 },
  ],

  async measure(wanted, { quick }) {
    const found = new Map<string, Finding>();
    const turns = quick ? 3 : 9;
    if (wanted.has("world-steps")) found.set("world-steps", await stepsOfRelays(turns));
    if (wanted.has("world-schedules")) found.set("world-schedules", await besideFastCheck(turns));
    if (wanted.has("world-pruned")) found.set("world-pruned", await pruned());
    if (wanted.has("world-memory")) found.set("world-memory", await memory(quick ? 100_000 : 1_000_000));
    return found;
  },
};

/** All schedules of two relays with two messages and one crash. */
async function stepsOfRelays(turns: number): Promise<Finding> {
  const speeds: number[] = [];
  let schedules = 0;
  for (let turn = 0; turn <= turns; turn += 1) {
    const { explored, seconds } = await timed(TWO_RELAYS, { ...ONE_CRASH, prune: false });
    if (!explored.complete) return { failed: "The relays have more schedules than the budget." };
    schedules = explored.schedules;
    // The first turn warms up.
    if (turn > 0) speeds.push(explored.steps / seconds);
  }
  const speed = median(speeds);
  return {
    value: STEPS / speed,
    raw: `${whole(speed)} steps a second of one core, all ${whole(schedules)} schedules of two relays`,
  };
}

/** Different schedules a second of two processes, beside fast-check's scheduler. */
async function besideFastCheck(turns: number): Promise<Finding> {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let turn = 0; turn <= turns; turn += 1) {
    const own = await distinctOfOurs();
    const other = await distinctOfTheirs();
    if (turn === 0) continue;
    ours.push(own);
    theirs.push(other);
  }
  const [own, other] = [median(ours), median(theirs)];
  return { value: other / own, raw: `${whole(own)} different schedules/s, fast-check ${whole(other)}` };
}

async function distinctOfOurs(): Promise<number> {
  const seen = new Set<string>();
  const started = performance.now();
  await exploreScene(twoProcesses(seen), () => ({}), { prune: false, budget: 30_000 * (2 * LENGTH + 4), draws: 0 });
  return (seen.size / (performance.now() - started)) * 1000;
}

async function distinctOfTheirs(): Promise<number> {
  const seen = new Set<string>();
  const started = performance.now();
  const property = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
    const order: string[] = [];
    const work = async (name: string): Promise<void> => {
      for (let step = 0; step < LENGTH; step += 1) {
        await scheduler.schedule(Promise.resolve(step), name);
        order.push(name);
      }
    };
    await scheduler.waitFor(Promise.all([work("a"), work("b")]));
    seen.add(order.join(""));
  });
  await fc.assert(property, { numRuns: 4000, seed: 1 });
  return (seen.size / (performance.now() - started)) * 1000;
}

const twoProcesses =
  (seen: Set<string> | undefined): Scene<unknown> =>
  (each) => {
    const cell = cellIn(each, "cell", 0);
    const order: string[] = [];
    for (const name of ["a", "b"])
      each.process(name, async (me) => {
        for (let step = 0; step < LENGTH; step += 1) {
          await cell.write(me, step);
          order.push(name);
        }
      });
    return {
      atTheEnd() {
        seen?.add(order.join(""));
        return undefined;
      },
    };
  };

/** How many schedules of the two relays are left when those that cannot differ are left out. */
async function pruned(): Promise<Finding> {
  const all = await timed(TWO_RELAYS, { ...ONE_CRASH, prune: false });
  const some = await timed(TWO_RELAYS, { ...ONE_CRASH, prune: true });
  const [left, of] = [some.explored.schedules, all.explored.schedules];
  return { value: left / of, raw: `${whole(left)} of ${whole(of)} schedules` };
}

/** What a series of schedules leaves in memory. */
async function memory(schedules: number): Promise<Finding> {
  const heap = (): number => {
    collect();
    return process.memoryUsage().heapUsed / 1024 ** 2;
  };
  const run = (count: number): Promise<unknown> =>
    exploreScene(twoProcesses(undefined), () => ({}), { prune: false, budget: count * (2 * LENGTH + 4), draws: 0 });
  await run(schedules / 100);
  const before = heap();
  await run(schedules);
  const grown = heap() - before;
  return { value: Math.max(0, grown), raw: `${grown.toFixed(1)} MB more after ${whole(schedules)} schedules` };
}

async function timed(
  scene: Scene<unknown>,
  options: AttackOptions,
): Promise<{ readonly explored: Explored; readonly seconds: number }> {
  // Time of the processor: the promise is for one core, and others may want it too.
  const started = process.cpuUsage();
  const found = await exploreScene(scene, () => ({}), options);
  if (found.kind !== "held") throw new Error(`The relays keep their promise, and the world says: ${found.kind}.`);
  const { user, system } = process.cpuUsage(started);
  return { explored: found.explored, seconds: (user + system) / 1e6 };
}

const whole = (value: number): string => Math.round(value).toLocaleString("en");
