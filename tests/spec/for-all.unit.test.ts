import fc from "fast-check";
import { expect, test } from "vitest";
import { newCheckLog } from "../../harness/spec/check.ts";
import { createRuleRun, type RuleRun } from "../../harness/spec/context.ts";
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

test("runs the share of its cases that is asked for, and at least one", async () => {
  const casesOf = async (runs: number, caseShare?: number): Promise<number> => {
    let cases = 0;
    const { context } = createRuleRun({}, () => Promise.resolve({}), 1, { caseShare });
    await context.forAll(fc.nat(), () => void (cases += 1), { runs });
    return cases;
  };
  expect(await casesOf(1000)).toBe(1000);
  expect(await casesOf(1000, 0.25)).toBe(250);
  expect(await casesOf(2, 0.25)).toBe(1);
});

test("tells the first case that breaks the promise where nobody asks for the smallest", async () => {
  const received = async (shrink: boolean): Promise<unknown> => {
    const { context, log } = createRuleRun({}, () => Promise.resolve({}), 3, { shrink });
    const law = context.forAll(fc.nat(), (value) => context.check.that(value < 5, "It was too large."));
    await expect(law).rejects.toThrow("It was too large.");
    return Number(log.failure?.counterexample?.value);
  };
  expect(await received(true)).toBe(5);
  expect(await received(false)).toBeGreaterThan(5);
});

test("makes the words of a step only where something fails, and then those of the smallest case", async () => {
  let made = 0;
  const body = (context: RuleRun<unknown>["context"], limit: number) => (value: number) => {
    context.step(() => {
      made += 1;
      return `look at ${String(value)}`;
    });
    context.check.that(value < limit, "It was too large.");
  };
  const holds = createRuleRun({}, () => Promise.resolve({}), 1);
  await holds.context.forAll(fc.nat({ max: 100 }), body(holds.context, 101));
  expect(made).toBe(0);
  const breaks = createRuleRun({}, () => Promise.resolve({}), 1);
  await expect(breaks.context.forAll(fc.nat({ max: 100 }), body(breaks.context, 5))).rejects.toThrow(
    "It was too large.",
  );
  expect(breaks.log.failure).toMatchObject({ steps: ["look at 5"] });
});
