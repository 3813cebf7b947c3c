import { expect, test } from "vitest";
import { inTurns } from "../../src/cli/check/in-turns.ts";

async function collect<T>(results: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const result of results) all.push(result);
  return all;
}

test("results come in the order of the items, whichever is done first", async () => {
  const finish = new Map<string, () => void>();
  const work = (item: string): Promise<string> =>
    new Promise((resolve) => finish.set(item, () => resolve(item.toUpperCase())));
  const results = collect(inTurns(["a", "b"], work));
  await Promise.resolve();
  finish.get("b")?.();
  finish.get("a")?.();
  expect(await results).toEqual(["A", "B"]);
});

test("no more than two are worked on at a time, and all are", async () => {
  let running = 0;
  let most = 0;
  const work = async (item: number): Promise<number> => {
    running += 1;
    most = Math.max(most, running);
    await new Promise(setImmediate);
    running -= 1;
    return item;
  };
  expect(await collect(inTurns([1, 2, 3, 4, 5], work))).toEqual([1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});

test("work that fails fails the whole", async () => {
  const work = (item: number): Promise<number> =>
    item === 2 ? Promise.reject(new Error("two")) : Promise.resolve(item);
  await expect(collect(inTurns([1, 2, 3], work))).rejects.toThrow("two");
});

test("nothing to do is done at once", async () => {
  expect(await collect(inTurns([], () => Promise.resolve(1)))).toEqual([]);
});
