import { describe, expect, test } from "vitest";
import { VirtualTime } from "../../harness/traffic/virtual-time.ts";

describe("virtual time", () => {
  test("fires timers in the order of their moments, and of their start within one", async () => {
    const time = new VirtualTime(100);
    const fired: string[] = [];
    for (const [name, after] of [
      ["c", 30],
      ["a", 10],
      ["b1", 20],
      ["b2", 20],
      ["never", 41],
    ] as const)
      time.start(after, () => void fired.push(`${name} ${String(time.elapsed() - 100)}`));
    await time.pass(40);
    expect(fired).toEqual(["a 10", "b1 20", "b2 20", "c 30"]);
    expect(time.elapsed()).toBe(140);
    expect(time.running).toBe(1);
  });

  test("lets what a timer sets going come to rest before time goes on", async () => {
    const time = new VirtualTime(0);
    const moments: number[] = [];
    const work = async (): Promise<void> => {
      for (let round = 0; round < 3; round += 1) {
        await time.sleep(10);
        for (let tick = 0; tick < 50; tick += 1) await Promise.resolve();
        moments.push(time.elapsed());
      }
    };
    const done = work();
    await time.pass(100);
    await done;
    expect(moments).toEqual([10, 20, 30]);
  });

  test("does not fire what was cancelled, and counts it once", async () => {
    const time = new VirtualTime(0);
    let fired = 0;
    const one = time.start(10, () => (fired += 1));
    time.start(10, () => (fired += 1));
    one.cancel();
    one.cancel();
    expect(time.running).toBe(1);
    await time.pass(10);
    one.cancel();
    expect(fired).toBe(1);
    expect(time.running).toBe(0);
  });

  test("keeps the order of a thousand timers", async () => {
    const time = new VirtualTime(0);
    const fired: number[] = [];
    for (let index = 0; index < 1_000; index += 1) {
      const after = (index * 7_919) % 1_009;
      time.start(after, () => void fired.push(after));
    }
    await time.pass(2_000);
    expect(fired).toEqual(fired.toSorted((one, other) => one - other));
    expect(fired).toHaveLength(1_000);
  });

  test("sets the wall clock without touching what has elapsed", async () => {
    const time = new VirtualTime(5);
    const before = time.now().getTime();
    time.setWall(-3_600_000);
    await time.pass(10);
    expect(time.now().getTime() - before).toBe(10 - 3_600_000);
    expect(time.elapsed()).toBe(15);
  });
});
