import type { Exercise } from "../catalogue/index.ts";
import { compile, type Compilation } from "./compile.ts";
import { converse, type Run } from "./converse.ts";
import { matchMisconceptions } from "./misconceptions.ts";
import { toSource } from "./places.ts";
import { JudgeProcess } from "./process.ts";
import type { CompiledModule, Job, RuleOutcome, SourcePlace } from "./protocol.ts";
import { typeCheck, typeCheckerPath, type TypeProblem } from "./typecheck.ts";
import type { RuleVerdict, Verdict } from "./verdict.ts";

/** What can differ from one check to the next. */
export interface JudgeOptions {
  /** Folder of the clone. */
  readonly root: string;
  readonly seed?: number;
  /** Only these rules. */
  readonly rules?: readonly string[];
  /** A process that was started ahead of time; it is used up. */
  readonly spare?: JudgeProcess;
  /** Skip the type check. Only benchmarks do. */
  readonly types?: boolean;
  /** Ends the check early: a newer save has come. */
  readonly signal?: AbortSignal;
}

/** Seed of a check where none is asked for: the same file gets the same verdict each time. */
export const DEFAULT_SEED = 20_260_115;

/** Milliseconds that one rule may take. */
const RULE_TIMEOUT = 5000;

/** Judges one answer to one exercise: rules and types, in a process of its own. Never throws for what the answer does. */
export async function judge(exercise: Exercise, file: string, options: JudgeOptions): Promise<Verdict> {
  const started = performance.now();
  const seed = options.seed ?? DEFAULT_SEED;
  const child = options.spare ?? new JudgeProcess(options.root);
  const types = options.types === false ? Promise.resolve([]) : checkTypes(exercise, file, options);
  try {
    const compiled = await compile([exercise.files.spec, exercise.files.stub, file]);
    const run = await runRules(child, exercise, file, compiled, seed, options.rules);
    return await assemble({
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

async function checkTypes(
  exercise: Exercise,
  file: string,
  { root, signal }: JudgeOptions,
): Promise<readonly TypeProblem[]> {
  const { learnerTypeCheckArguments } = await import("./learner-types.ts");
  return typeCheck(typeCheckerPath(root), root, learnerTypeCheckArguments(root, exercise, file), signal);
}

async function runRules(
  child: JudgeProcess,
  exercise: Exercise,
  file: string,
  compiled: ReadonlyMap<string, Compilation>,
  seed: number,
  rules: readonly string[] | undefined,
): Promise<Run> {
  const subject = compiled.get(file);
  const spec = moduleOf(compiled.get(exercise.files.spec));
  const stub = moduleOf(compiled.get(exercise.files.stub));
  if (subject === undefined || spec === undefined || stub === undefined) {
    return {
      reports: new Map(),
      seeded: new Set(),
      engineError: `The rules of ${exercise.id} do not compile; the course files may be damaged.`,
    };
  }
  if ("problem" in subject) return { reports: new Map(), seeded: new Set(), problem: subject.problem };
  const job: Job = {
    id: 1,
    spec,
    subject: subject.module,
    exports: exercise.exports,
    ...(rules === undefined ? {} : { rules }),
    seed,
    allowedImports: exercise.needs,
    ruleTimeout: RULE_TIMEOUT,
  };
  return translate(await converse(child, job), subject.module);
}

const moduleOf = (compilation: Compilation | undefined): CompiledModule | undefined =>
  compilation !== undefined && "module" in compilation ? compilation.module : undefined;

/** Translates every place from the compiled code to the learner's file. */
async function translate(run: Run, module: CompiledModule): Promise<Run> {
  const mapped = async (place: SourcePlace | undefined): Promise<{ place?: SourcePlace }> =>
    place === undefined ? {} : { place: await toSource(place, module) };
  const reports = new Map<string, RuleOutcome>();
  for (const [rule, outcome] of run.reports) {
    reports.set(
      rule,
      outcome.status === "fail"
        ? { ...outcome, failure: { ...outcome.failure, ...(await mapped(outcome.failure.place)) } }
        : outcome,
    );
  }
  return {
    ...run,
    reports,
    ...(run.problem === undefined ? {} : { problem: { ...run.problem, ...(await mapped(run.problem.place)) } }),
    ...(run.interruption === undefined
      ? {}
      : {
          interruption: {
            ...run.interruption,
            failure: { ...run.interruption.failure, ...(await mapped(run.interruption.failure.place)) },
          },
        }),
  };
}

interface Findings {
  readonly exercise: Exercise;
  readonly file: string;
  readonly seed: number;
  readonly run: Run;
  readonly types: readonly TypeProblem[];
  readonly output: string;
  readonly started: number;
  readonly only: readonly string[] | undefined;
}

/** Holds what was reported against the manifest: a rule that did not report did not pass. */
function assemble({ exercise, file, seed, run, types, output, started, only }: Findings): Verdict {
  const expected = exercise.rules.filter(({ id }) => only === undefined || only.includes(id));
  const rules = expected.map((rule): RuleVerdict => ({ ...rule, outcome: outcomeOf(rule.id, run) }));
  const passed = rules.every(({ outcome }) => outcome.status === "pass") && types.length === 0;
  const unsound = run.engineError !== undefined || rules.some(({ outcome }) => outcome.status === "unknown");
  const clean = run.problem === undefined && run.interruption === undefined;
  return {
    exercise: exercise.id,
    status: run.engineError !== undefined || (clean && unsound) ? "error" : passed && clean ? "pass" : "fail",
    file,
    rules,
    types,
    ...(run.problem === undefined ? {} : { problem: run.problem }),
    ...(run.interruption === undefined ? {} : { interruption: run.interruption }),
    misconceptions: matchMisconceptions(exercise, rules),
    output: run.engineError === undefined ? output : `${output}\n${run.engineError}`,
    seed,
    took: performance.now() - started,
  };
}

function outcomeOf(rule: string, run: Run): RuleOutcome {
  const reported = run.reports.get(rule);
  if (reported !== undefined) return reported;
  if (run.interruption?.rule === rule) return { status: "fail", failure: run.interruption.failure };
  if (run.problem !== undefined) return { status: "unknown", reason: "Your file could not be loaded." };
  if (run.interruption !== undefined) return { status: "unknown", reason: "The run had to be ended before this rule." };
  return { status: "unknown", reason: "The rule did not report." };
}
