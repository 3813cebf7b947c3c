import { basename, dirname } from "node:path";
import { expect, test } from "vitest";
import type { Failure } from "../../src/judge/protocol.ts";
import { setSpecHost } from "../spec/rules-for.ts";
import { runRule, type BodyEnd, type Surroundings } from "./run-rule.ts";

/** Seed where none is given: the same as the judge's, so that both say the same. */
const SEED = Number(process.env["EVENTLINGS_SEED"] ?? 20_260_115);

/** Vitest has its own ways with time limits and lost rejections: here a body only returns or throws. */
const plain: Surroundings = {
  async run(body): Promise<BodyEnd> {
    try {
      await body();
      return { kind: "returned" };
    } catch (error) {
      return { kind: "threw", error };
    }
  },
  seen: () => undefined,
};

let evaluations = 0;

/** Evaluates the learner's module anew: the query makes it another module, while the kit stays the same. */
function freshExercise(): Promise<unknown> {
  evaluations += 1;
  const spec = expect.getState().testPath ?? "";
  const exercise = `#exercise/${basename(dirname(spec))}/${basename(spec, ".spec.ts")}`;
  return import(/* @vite-ignore */ `${exercise}?evaluation=${String(evaluations)}`);
}

class RuleBroken extends Error {
  constructor(text: string) {
    super(text);
    this.name = "RuleBroken";
    // The stack would point into the judge's own code.
    this.stack = text;
  }
}

// Every rule of a spec becomes a test. The judge proper adds its guards, its watchdog and the
// misconceptions; this is for those who like Vitest's own screens.
setSpecHost({
  define(definition) {
    test(`${definition.exercise}: ${definition.id}`, async () => {
      const report = await runRule({
        definition,
        evaluate: freshExercise,
        file: "",
        seed: SEED,
        surroundings: plain,
      });
      const { outcome } = report;
      if (outcome.status === "fail") throw new RuleBroken(describe(outcome.failure));
      if (outcome.status === "todo") throw new RuleBroken(outcome.what);
      if (outcome.status === "unknown") throw new RuleBroken(outcome.reason);
    });
  },
});

function describe({ happened, steps, expected, received }: Failure): string {
  return [
    happened,
    ...(steps ?? []).map((step, index) => `  ${String(index + 1)}. ${step}`),
    ...(expected === undefined ? [] : [`expected: ${expected}`]),
    ...(received === undefined ? [] : [`received: ${received}`]),
  ].join("\n");
}
