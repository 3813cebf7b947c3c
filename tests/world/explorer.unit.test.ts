import { describe, expect, test } from "vitest";
import { exploreScene } from "../../harness/world/explore-program.ts";
import type { Scene, AttackOptions } from "../../harness/world/explore-program.ts";
import { cellIn } from "./support/cells.ts";

const explore = (scene: Scene<unknown>, options: AttackOptions = {}): ReturnType<typeof exploreScene> =>
  exploreScene(scene, () => ({}), options);

const binomial = (n: number, k: number): number => (k === 0 ? 1 : (binomial(n - 1, k - 1) * n) / k);

describe("every schedule", () => {
  test.each([1, 2, 3, 4, 5, 6])("of two processes of %i steps is visited once", async (steps) => {
    const seen = new Set<string>();
    const found = await explore(
      (world) => {
        const order: string[] = [];
        const cell = cellIn(world, "cell", 0);
        for (const name of ["a", "b"])
          world.process(name, async (me) => {
            for (let step = 0; step < steps; step += 1) {
              await cell.write(me, 1);
              order.push(name);
            }
          });
        return { atTheEnd: () => void seen.add(order.join("")) };
      },
      { prune: false },
    );
    expect(found).toMatchObject({ kind: "held", explored: { complete: true, schedules: binomial(2 * steps, steps) } });
    expect(seen.size).toBe(binomial(2 * steps, steps));
  });

  test("of three processes, and of three calls in flight in one, is visited once", async () => {
    const three = await explore(
      (world) => {
        const cell = cellIn(world, "cell", 0);
        for (const name of ["a", "b", "c"])
          world.process(name, async (me) => {
            await cell.write(me, 1);
            await cell.write(me, 2);
          });
        return {};
      },
      { prune: false },
    );
    expect(three).toMatchObject({ explored: { complete: true, schedules: 90 } });
    const calls = await explore(
      (world) => {
        const cell = cellIn(world, "cell", 0);
        world.process("a", (me) => Promise.all([cell.write(me, 1), cell.write(me, 2), cell.write(me, 3)]));
        return {};
      },
      { prune: false },
    );
    expect(calls).toMatchObject({ explored: { complete: true, schedules: 6 } });
  });
});
