import type { Exercise } from "../catalogue/index.ts";
import { assemble } from "./assemble.ts";
import { checkTypes } from "./check-types.ts";
import { compile } from "./compile.ts";
import { JudgeProcess } from "./process.ts";
import { runAnswer } from "./run-answer.ts";
import type { Verdict } from "./verdict.ts";

/** What can differ from one check to the next. */
export interface JudgeOptions {
  /** Folder of the clone. */
  readonly root: string;
  readonly seed?: number;
  /** Only these rules. */
  readonly rules?: readonly string[];
  /** Skip the type check. Only benchmarks do. */
  readonly types?: boolean;
}

/** Seed of a check where none is asked for: the same file gets the same verdict each time. */
export const DEFAULT_SEED = 20_260_115;

/** Judges one answer to one exercise: rules and types, in a process of its own. Never throws for what the answer does. */
export async function judge(exercise: Exercise, file: string, options: JudgeOptions): Promise<Verdict> {
  const started = performance.now();
  const seed = options.seed ?? DEFAULT_SEED;
  const child = new JudgeProcess(options.root);
  const types = options.types === false ? Promise.resolve([]) : checkTypes(exercise, file, options.root);
  // Whatever goes wrong below, a type checker that fails later must not end the whole process.
  types.catch(() => undefined);
  try {
    const compiled = await compile([exercise.files.spec, file]);
    const run = await runAnswer(child, {
      exercise,
      spec: compiled.get(exercise.files.spec),
      subject: compiled.get(file),
      seed,
      rules: options.rules,
    });
    return assemble({
      exercise,
      file,
      seed,
      run,
      types: await types,
      output: child.output,
      started,
      only: options.rules,
    });
  } finally {
    child.end();
  }
}
