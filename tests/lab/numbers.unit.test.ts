import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Tally } from "../../harness/lab/figures.ts";
import { Fifo, Numbers } from "../../harness/lab/numbers.ts";
import { Wheel } from "../../harness/lab/wheel.ts";

describe("a queue of numbers", () => {
  test("gives them back in order, however many there are and whenever it is asked", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.integer({ min: 1, max: 3_000 }), fc.constant("take" as const))), (steps) => {
        const queue = new Fifo();
        const model: number[] = [];
        let next = 0;
        for (const step of steps) {
          const taken = step === "take" ? Array.from({ length: 700 }, () => [queue.shift(), model.shift()]) : [];
          expect(taken.filter(([given, meant]) => given !== meant)).toEqual([]);
          const more = step === "take" ? 0 : step;
          for (let count = 0; count < more; count += 1) {
            queue.push((next += 1));
            model.push(next);
          }
          expect(queue.length).toBe(model.length);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe("a list of numbers", () => {
  test("keeps what was pushed, set and added, beyond its first thousand", () => {
    const numbers = new Numbers();
    for (let value = 0; value < 5_000; value += 1) numbers.push(value);
    numbers.set(4_500, -7);
    numbers.add(4_500, -1);
    expect([numbers.length, numbers.at(1_500), numbers.at(4_500), numbers.at(9_999_999)]).toEqual([
      5_000, 1_500, -8, 0,
    ]);
    expect(numbers.sorted()[0]).toBe(-8);
    numbers.clear();
    expect(numbers.length).toBe(0);
  });
});

describe("a wheel", () => {
  test("gives each number at its moment, in the order in which it came, also around the rim", () => {
    const wheel = new Wheel();
    const due: [number, number][] = [];
    for (let now = 0; now < 40_000; now += 1) {
      for (const value of wheel.take(now)) due.push([now, value]);
      if (now % 10_000 === 0) {
        wheel.put(now, 9_000, now + 1);
        wheel.put(now, 1, now + 2);
        wheel.put(now, 9_000, now + 3);
      }
    }
    expect(due).toEqual(
      [0, 10_000, 20_000, 30_000].flatMap((now) => [
        [now + 1, now + 2],
        [now + 9_000, now + 1],
        [now + 9_000, now + 3],
      ]),
    );
  });

  test.for([0, -1, 16_384])("refuses a delay of %s, which it would lose", (delay) => {
    expect(() => new Wheel().put(5, delay, 1)).toThrow(RangeError);
  });
});

describe("a tally", () => {
  test("gives percentiles by the nearest rank, and null where nothing was answered", () => {
    const tally = new Tally();
    expect(tally.figures()).toMatchObject({ p50: null, p99: null });
    for (let value = 200; value >= 1; value -= 1) tally.latencies.push(value);
    expect(tally.figures()).toMatchObject({ p50: 100, p99: 198 });
  });

  test("keeps the most that it saw, and adds up with another", () => {
    const [one, other] = [new Tally(), new Tally()];
    one.see(3, 9);
    one.see(5, 2);
    one.good = 4;
    other.good = 3;
    other.latencies.push(8);
    one.add(other);
    expect(one.figures()).toMatchObject({ queued: 5, held: 9, good: 7, p50: 8 });
    one.clear();
    expect(one.figures()).toMatchObject({ queued: 0, held: 0, good: 0, p50: null });
  });
});
