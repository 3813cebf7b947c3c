import { expect, test } from "vitest";
import type { AttackOptions, Scene } from "../../harness/world/explore-program.ts";
import type { Exploration } from "../../harness/world/explorer/explore.ts";
import { Random } from "../../harness/world/explorer/random.ts";
import { cellIn } from "./support/cells.ts";
import { explore } from "./support/explore.ts";
import { randomShop } from "./support/random-shop.ts";
import { lockingRelay, markingRelay, outboxScene, plainRelay } from "./support/shop.ts";

/** What must not depend on pruning. */
const essenceOf = (exploration: Exploration): unknown =>
  exploration.kind === "broken"
    ? [exploration.counterexample.cost, exploration.counterexample.shortest, exploration.counterexample.broken]
    : [exploration.kind, exploration.kind === "held" ? exploration.explored.complete : undefined];

/**
 * A random small program over three variables: what its processes read decides what they write. The
 * state that it ends in is what a promise could look at.
 */
function randomScene(seed: number, ends: Set<string>): Scene<unknown> {
  return (world) => {
    const random = new Random(seed);
    const cells = ["x", "y", "z"].map((name) => cellIn(world, name, 0));
    const seen: string[][] = [];
    for (const name of ["a", "b", "c"].slice(0, 2 + random.below(2))) {
      const plan = Array.from({ length: 1 + random.below(3) }, () => [
        random.below(2),
        random.below(3),
        random.below(3),
      ]);
      const mine: string[] = [];
      seen.push(mine);
      world.process(name, async (me) => {
        let carried = 1;
        for (const [kind = 0, from = 0, to = 0] of plan) {
          if (kind === 0) carried += (await cells[from]?.read(me)) ?? 0;
          else await cells[to]?.write(me, carried * 2 + name.charCodeAt(0));
          mine.push(String(carried));
        }
      });
    }
    return {
      atTheEnd: () => {
        ends.add(JSON.stringify([cells.map(({ value }) => value), seen]));
        return undefined;
      },
    };
  };
}

test.each(Array.from({ length: 24 }, (_, seed) => seed))(
  "leaves out no end that random program %i can come to",
  async (seed) => {
    for (const options of [{}, { faults: { crashes: 1 } }] satisfies AttackOptions[]) {
      const all = new Set<string>();
      const pruned = new Set<string>();
      const unprunedRun = await explore(randomScene(seed, all), { ...options, prune: false, budget: 3_000_000 });
      const prunedRun = await explore(randomScene(seed, pruned), { ...options, prune: true });
      expect(unprunedRun).toMatchObject({ kind: "held", explored: { complete: true } });
      expect(prunedRun).toMatchObject({ kind: "held", explored: { complete: true } });
      expect(pruned).toEqual(all);
    }
  },
);

test("leaves out no end that random shops with databases, queues and caches can come to", async () => {
  let compared = 0;
  for (let seed = 0; seed < 14; seed += 1) {
    for (const options of [{}, { faults: { crashes: 1 } }, { faults: { timeouts: 1, duplicates: 1 } }]) {
      const all = new Set<string>();
      const pruned = new Set<string>();
      const few = { ...options, budget: 8_000, draws: 0 };
      const unprunedRun = await explore(randomShop(seed, all), { ...few, prune: false });
      // Some shops have too many schedules to run them all: there is nothing to compare with.
      if (unprunedRun.kind !== "held" || !unprunedRun.explored.complete) continue;
      const prunedRun = await explore(randomShop(seed, pruned), { ...few, prune: true });
      compared += 1;
      expect(essenceOf(prunedRun)).toEqual(essenceOf(unprunedRun));
      expect(pruned, `seed ${String(seed)}`).toEqual(all);
    }
  }
  expect(compared).toBeGreaterThan(20);
});

test("leaves out no crash of a process that only waits while others work", async () => {
  const livesUnder = async (prune: boolean): Promise<Set<number>> => {
    const seen = new Set<number>();
    await explore(
      (world) => {
        const broker = world.queues("broker").declare("shop");
        const cell = cellIn(world, "cell", 0);
        world.process("worker", (me) => cell.write(me, 1));
        const idle = world.process("consumer", async (me) => {
          broker.for(me).consume("shop", () => Promise.resolve());
        });
        return { atTheEnd: () => void seen.add(idle.lives) };
      },
      { faults: { crashes: 1 }, prune },
    );
    return seen;
  };
  expect(await livesUnder(false)).toEqual(new Set([1, 2]));
  expect(await livesUnder(true)).toEqual(new Set([1, 2]));
});

test.each([
  ["plain", plainRelay, Infinity],
  ["plain, exactly once", plainRelay, 1],
  ["locking", lockingRelay, Infinity],
  ["locking, exactly once", lockingRelay, 1],
  ["marking first", markingRelay, Infinity],
] as const)("says the same of the outbox relay: %s", async (_name, relay, most) => {
  for (const options of [{}, { faults: { crashes: 1 } }, { faults: { timeouts: 1 } }] satisfies AttackOptions[]) {
    const scene = outboxScene(relay, { most });
    const unpruned = await explore(scene, { ...options, prune: false, budget: 3_000_000 });
    const pruned = await explore(scene, { ...options, prune: true });
    expect(essenceOf(pruned)).toEqual(essenceOf(unpruned));
  }
});

test("leaves at most a fifth of the schedules of two relays with one crash", async () => {
  const options = { faults: { crashes: 1 }, budget: 3_000_000 };
  const all = await explore(outboxScene(plainRelay), { ...options, prune: false });
  const pruned = await explore(outboxScene(plainRelay), options);
  if (all.kind !== "held" || pruned.kind !== "held") throw new Error("Both should hold.");
  expect(all.explored.complete && pruned.explored.complete).toBe(true);
  expect(pruned.explored.schedules * 5).toBeLessThanOrEqual(all.explored.schedules);
});
