import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describePairs, interleave, median, medianRatio } from "../../bench/statistics.ts";

describe("median", () => {
  it("is the middle of an odd number of values, whatever their order", () => {
    expect(median([30, 1, 2])).toBe(2);
  });

  it("is the mean of the two in the middle of an even number", () => {
    expect(median([4, 1, 3, 100])).toBe(3.5);
  });

  it("orders numbers as numbers, and leaves the list as it was", () => {
    const times = [100, 9, 20];
    expect(median(times)).toBe(20);
    expect(times).toEqual([100, 9, 20]);
  });

  it("has as many values above it as below", () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
        const middle = median(values);
        const below = values.filter((value) => value < middle).length;
        const above = values.filter((value) => value > middle).length;
        expect(below).toBeLessThanOrEqual(values.length / 2);
        expect(above).toBeLessThanOrEqual(values.length / 2);
      }),
    );
  });

  it("refuses an empty list instead of answering NaN, which no limit would catch", () => {
    expect(() => median([])).toThrow("There is no median of no numbers.");
  });
});

describe("medianRatio", () => {
  it("compares each run with the one beside it, so that a load that comes half-way changes nothing", () => {
    const calm = [1, 2, 3].map((time) => ({ ours: time, theirs: 2 * time }));
    const busy = [10, 20, 30, 40].map((time) => ({ ours: time, theirs: 2 * time }));
    expect(medianRatio([...calm, ...busy])).toBe(0.5);
  });

  it("is not moved by one run that something else slowed down", () => {
    const pairs = [1, 1, 1, 1, 900].map((ours) => ({ ours, theirs: 2 }));
    expect(medianRatio(pairs)).toBe(0.5);
  });
});

describe("interleave", () => {
  it("measures in turn, and alternates which goes first", async () => {
    const order: string[] = [];
    const note = (name: string) => (turn: number) => {
      order.push(`${name}${String(turn)}`);
      return Promise.resolve(name === "a" ? 1 : 2);
    };
    const pairs = await interleave(3, note("a"), note("b"));
    expect(order).toEqual(["a0", "b0", "b1", "a1", "a2", "b2"]);
    expect(pairs).toEqual([
      { ours: 1, theirs: 2 },
      { ours: 1, theirs: 2 },
      { ours: 1, theirs: 2 },
    ]);
  });

  it("fails when a run fails", async () => {
    const broken = () => Promise.reject(new Error("it ended with 1"));
    await expect(interleave(2, () => Promise.resolve(1), broken)).rejects.toThrow("it ended with 1");
  });
});

describe("describePairs", () => {
  it("gives both medians and how many pairs they come from", () => {
    const pairs = [
      { ours: 51.4, theirs: 280.2 },
      { ours: 4.44, theirs: 280.2 },
      { ours: 60, theirs: 280.2 },
    ];
    expect(describePairs(pairs, "watch", "vitest --watch")).toBe("watch 51 ms, vitest --watch 280 ms (3 pairs)");
    expect(describePairs(pairs.slice(1, 2), "a", "b")).toBe("a 4.4 ms, b 280 ms (1 pair)");
  });
});
