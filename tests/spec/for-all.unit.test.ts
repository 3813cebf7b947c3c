import fc from "fast-check";
import { expect, test } from "vitest";
import { newCheckLog } from "../../harness/spec/check.ts";
import { forAllCases } from "../../harness/spec/for-all.ts";

test("lets the event loop turn while a thousand cases run that never wait", async () => {
  let turns = 0;
  let running = true;
  const turn = (): void => {
    turns += 1;
    if (running) setImmediate(turn);
  };
  setImmediate(turn);
  let cases = 0;
  await forAllCases({ arbitrary: fc.nat(), body: () => void (cases += 1), log: newCheckLog(), seed: 1, runs: 1000 });
  running = false;
  expect(cases).toBe(1000);
  expect(turns).toBeGreaterThanOrEqual(20);
});
