import { createRequire } from "node:module";
import { basename, dirname } from "node:path";
import * as kit from "eventlings";
import { expect, test } from "vitest";
import { compile } from "../../src/judge/compile.ts";
import type { Failure } from "../../src/judge/protocol.ts";
import { setSpecHost } from "../spec/rules-for.ts";
import { answerFile } from "./answer-file.ts";
import { compileModule, type ModuleFactory } from "./evaluate.ts";
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

const factories = new Map<string, Promise<ModuleFactory>>();

/**
 * Evaluates the learner's module anew: compiled once, by the judge's own compiler. Vitest's `import`
 * would take several milliseconds for each of the thousands of evaluations that a rule may ask for.
 */
async function freshExercise(): Promise<unknown> {
  const spec = expect.getState().testPath ?? "";
  const name = `${basename(dirname(spec))}/${basename(spec, ".spec.ts")}`;
  const root = dirname(dirname(dirname(dirname(spec))));
  const factory = factories.get(name) ?? compileAnswer(answerFile(root, name));
  factories.set(name, factory);
  return (await factory)();
}

async function compileAnswer(file: string): Promise<ModuleFactory> {
  const compilation = (await compile([file])).get(file);
  if (compilation === undefined) throw new RuleBroken(`${file} was not compiled.`);
  if ("problem" in compilation) throw new RuleBroken(compilation.problem.message);
  const { code, map } = compilation.module;
  // For breakpoints: the debugger finds the learner's own lines through it.
  const inline =
    map === undefined
      ? ""
      : `\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString("base64")}`;
  const require = createRequire(import.meta.url);
  return compileModule(file, code + inline, (id) => (id === "eventlings" ? kit : require(id)));
}

class RuleBroken extends Error {
  constructor(text: string) {
    super(text);
    this.name = "RuleBroken";
    // The stack would point into the judge's own code.
    this.stack = text;
  }
}

// Every rule of a spec becomes a test. The judge proper adds its guards, its bounds and the
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
