import { describe, expect, test } from "vitest";
import { sayExplored } from "../../harness/world/explorer/explored.ts";
import { fromToken, toToken } from "../../harness/world/explorer/token.ts";
import type { Scene } from "../../harness/world/explore-program.ts";
import { cellIn } from "./support/cells.ts";
import { explore, story } from "./support/explore.ts";
import { lockingRelay, markingRelay, outboxScene } from "./support/shop.ts";

/** `count` processes that each increment one counter `times` times. */
const increments =
  (count: number, times: number, idle = 0): Scene<unknown> =>
  (world) => {
    const cell = cellIn(world, "counter", 0);
    const noise = cellIn(world, "noise", 0);
    for (let number = 1; number <= count; number += 1)
      world.process(`p${String(number)}`, async (me) => {
        for (let time = 0; time < times; time += 1) {
          for (let step = 0; step < idle; step += 1) await noise.write(me, step);
          const value = await cell.read(me);
          await cell.write(me, value + 1);
        }
      });
    return {
      atTheEnd: () =>
        cell.value === count * times
          ? undefined
          : { happened: `${String(count * times)} increments made ${String(cell.value)}.` },
    };
  };

describe("where all schedules are too many", () => {
  test("random ones find a defect, and it is made as short as it can be", async () => {
    const found = await explore(increments(4, 3, 3), { budget: 20_000 });
    expect(found).toMatchObject({ kind: "broken", counterexample: { cost: { faults: 0 } } });
    // Two of the four: what the others do has nothing to do with it.
    expect(found.kind === "broken" ? found.counterexample.cost.switches : 99).toBeLessThanOrEqual(5);
  });

  test("the same seed draws the same, and the verdict says how much was seen", async () => {
    const scene: Scene<unknown> = (world) => {
      const cell = cellIn(world, "cell", 0);
      for (const name of ["a", "b", "c", "d"])
        world.process(name, async (me) => {
          for (let step = 0; step < 6; step += 1) await cell.write(me, step);
        });
      return {};
    };
    const options = { budget: 5_000, draws: 300 };
    const [one, other] = [await explore(scene, options), await explore(scene, options)];
    expect(one).toEqual(other);
    expect(one).toMatchObject({ kind: "held", explored: { complete: false, seed: 1 } });
    const text = one.kind === "held" ? sayExplored(one.explored) : "";
    expect(text).toMatch(/^\d+ of (?:about [\d,]+|more than a thousand million) schedules, seed 1$/);
  });
});

describe("a token", () => {
  test.each([[[]], [[0]], [[0, 0, 3]], [[1, 35, 36, 0, 700, 0]]])("of %j leads back to it", (choices) => {
    const text = toToken(choices);
    const back = fromToken(text) ?? [];
    expect(toToken(back)).toBe(text);
    const meant = choices.slice(0, choices.findLastIndex((choice) => choice !== 0) + 1);
    expect(back.slice(0, meant.length)).toEqual(meant);
    expect(back.slice(meant.length).every((choice) => choice === 0)).toBe(true);
  });

  test.each(["", "-", "A", "_1", "1 2"])("is not %j", (text) => expect(fromToken(text)).toBeUndefined());
});

describe("the shortest counterexample", () => {
  test("has no fault where the order of steps is enough", async () => {
    const found = await explore(increments(2, 1), { faults: { crashes: 2 } });
    expect(found).toMatchObject({ counterexample: { shortest: true, cost: { faults: 0, switches: 2, steps: 4 } } });
  });

  test("has the fewest steps among those with as few faults and switches", async () => {
    const found = await explore(increments(2, 2));
    // One reads, the other makes both of its increments, the first writes over them: one switch less than 3.
    expect(found).toMatchObject({ counterexample: { shortest: true, cost: { switches: 2, steps: 8 } } });
  });

  test("is found again, step by step, whenever it is looked for", async () => {
    const [one, other] = [
      await explore(outboxScene(markingRelay), { faults: { crashes: 1 } }),
      await explore(outboxScene(markingRelay), { faults: { crashes: 1 } }),
    ];
    expect(story(one)).toEqual(story(other));
    expect(one).toEqual(other);
  });
});

test("an invariant is looked at after every step, whatever commutes", async () => {
  const scene: Scene<unknown> = (world) => {
    const [left, right] = [cellIn(world, "left", 0), cellIn(world, "right", 0)];
    world.process("a", async (me) => {
      await left.write(me, 1);
      await left.write(me, 0);
    });
    world.process("b", async (me) => {
      await right.write(me, 1);
      await right.write(me, 0);
    });
    return { always: () => (left.value + right.value === 2 ? { happened: "Both at once." } : undefined) };
  };
  expect(await explore(scene)).toMatchObject({ kind: "broken", counterexample: { cost: { switches: 1, steps: 2 } } });
});

test("a program that never ends is told as such", async () => {
  const scene: Scene<unknown> = (world) => {
    const cell = cellIn(world, "cell", 0);
    world.process("spinner", async (me) => {
      for (;;) await cell.read(me);
    });
    return { atTheEnd: () => ({ happened: "never reached" }) };
  };
  const found = await explore(scene, { steps: 50 });
  expect(found).toMatchObject({ kind: "broken", counterexample: { broken: { kind: "never-settles" } } });
});

test("runs that go on for too long under some schedules are counted, and not taken for kept", async () => {
  const scene: Scene<unknown> = (world) => {
    const cell = cellIn(world, "cell", 0);
    world.process("setter", (me) => cell.write(me, 1));
    world.process("spinner", async (me) => {
      while ((await cell.read(me)) === 0) continue;
    });
    return {};
  };
  const found = await explore(scene, { steps: 10 });
  expect(found).toMatchObject({ kind: "held", explored: { cut: 2 } });
  expect(found.kind === "held" ? sayExplored(found.explored) : "").toMatch(/^all \d+ schedules, 2 of them cut short$/);
});

test("memory stays flat over many thousand schedules", async () => {
  const scene = outboxScene(lockingRelay, { messages: 1 });
  const measure = async (runs: number): Promise<number> => {
    for (let run = 0; run < runs; run += 1) await explore(scene, { faults: { crashes: 1 }, prune: false });
    return process.memoryUsage().heapUsed;
  };
  const before = await measure(10);
  const after = await measure(30);
  // Without a forced collection the heap breathes: what counts is that it does not grow with the runs.
  expect(after - before).toBeLessThan(64 * 1024 * 1024);
});
