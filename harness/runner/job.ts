import type { Failure, Job, LoadProblem, RuleOutcome, RuleReport } from "../../src/judge/protocol.ts";
import type { TimelineEntry } from "../../src/kit/index.ts";
import { isNotImplemented } from "../spec/check.ts";
import type { RuleDefinition, SpecHost } from "../spec/rules-for.ts";
import { compileModule, type ModuleFactory, type Require } from "./evaluate.ts";
import { describeError, placeIn } from "./frames.ts";
import { runRule, type Surroundings } from "./run-rule.ts";
import type { At } from "./stuck.ts";

/** Told as a job goes on, so that whatever ends the process, the last thing that began is known. */
export interface JobEvents {
  loading(): void;
  loadProblem(problem: LoadProblem): void;
  ruleStarted(rule: string): void;
  ruleEnded(report: RuleReport): void;
  /** The one schedule that the job asks for begins. */
  replaying?(): void;
  happened?(entry: TimelineEntry): void;
  /** A rule says something beside its verdict. */
  told?(lines: readonly string[]): void;
}

/** What a job needs of the process that it runs in. */
export interface JobEnvironment {
  /** Modules that specs may import. */
  readonly specRequire: Require;
  /** `import … from "eventlings"` of the learner. */
  readonly kit: unknown;
  /** Loads a built-in module that the exercise allows. */
  readonly builtin: Require;
  readonly surroundings: (file: string, ruleTimeout: number) => Surroundings;
  /** What the loops of a probed subject call. */
  readonly at: At;
}

/** Runs the rules of one spec on one module. Returns the ids of all rules that the spec states. */
export async function runJob(job: Job, environment: JobEnvironment, events: JobEvents): Promise<readonly string[]> {
  events.loading();
  const subject = await loadSubject(job, environment);
  if ("problem" in subject) {
    events.loadProblem(subject.problem);
    return [];
  }
  const rules = loadSpec(job, environment.specRequire);
  let stillAtWork = false;
  for (const definition of rules) {
    if (job.rules !== undefined && !job.rules.includes(definition.id)) continue;
    if (stillAtWork) {
      events.ruleEnded({ rule: definition.id, outcome: NOT_RUN });
      continue;
    }
    events.ruleStarted(definition.id);
    const report = await runRule({
      definition,
      evaluate: () => Promise.resolve(subject.factory()),
      file: job.subject.file,
      seed: job.seed,
      caseShare: job.caseShare,
      shrink: job.shrink,
      replay:
        job.replay === undefined
          ? undefined
          : { token: job.replay, begins: () => events.replaying?.(), happens: (entry) => events.happened?.(entry) },
      tell: (lines) => events.told?.(lines),
      surroundings: environment.surroundings(job.subject.file, job.ruleTimeout),
    });
    events.ruleEnded(report);
    stillAtWork = ranOutOfTime(report);
    if (job.bail === true && report.outcome.status !== "pass") break;
  }
  return rules.map(({ id }) => id);
}

const NOT_RUN: RuleOutcome = {
  status: "unknown",
  reason: "It was not run: the rule before it ran out of time, and the code was still at work.",
};

/** What ran out of time goes on in the background, and would upset every rule that came after it. */
const ranOutOfTime = ({ outcome }: RuleReport): boolean =>
  outcome.status === "fail" && outcome.failure.kind === "too-slow";

let definitions: RuleDefinition[] = [];

/** Where the specs of this process report their rules to. Set it before the guards are installed. */
export const judgeHost: SpecHost = { define: (rule) => void definitions.push(rule) };

/** Evaluates a spec: its top level only states rules. */
function loadSpec(job: Job, specRequire: Require): readonly RuleDefinition[] {
  definitions = [];
  compileModule(job.spec.file, job.spec.code, (name) => (name.startsWith("#exercise/") ? {} : specRequire(name)))();
  return definitions;
}

class ImportRefused extends Error {
  readonly specifier: string;

  constructor(specifier: string) {
    super(`import of "${specifier}"`);
    this.name = "ImportRefused";
    this.specifier = specifier;
  }
}

type Loaded = { readonly factory: ModuleFactory } | { readonly problem: LoadProblem };

/** Compiles the learner's module and evaluates it once, to see whether it can be judged at all. */
async function loadSubject(job: Job, environment: JobEnvironment): Promise<Loaded> {
  const { file, code } = job.subject;
  const learnerRequire: Require = (name) => {
    if (name === "eventlings") return environment.kit;
    if (job.allowedImports.includes(name)) return environment.builtin(name);
    throw new ImportRefused(name);
  };
  let factory: ModuleFactory | undefined;
  let module: Record<string, unknown> = {};
  const surroundings = environment.surroundings(file, job.ruleTimeout);
  const end = await surroundings.run(async () => {
    factory = compileModule(file, code, learnerRequire, job.probed === true ? environment.at : undefined);
    module = factory();
  });
  const seen = surroundings.seen();
  if (seen !== undefined) return { problem: fromFailure(seen) };
  if (end.kind === "threw") return { problem: importProblem(end.error, file, job.allowedImports) };
  if (end.kind === "stopped") return { problem: fromFailure(end.failure) };
  const problem = exportProblem(module, job.exports);
  if (problem !== undefined) return { problem };
  return { factory: factory as ModuleFactory };
}

const fromFailure = ({ happened, place }: Failure): LoadProblem => ({
  kind: "threw-at-import",
  message: `While your file was being loaded: ${happened}`,
  ...(place === undefined ? {} : { place }),
});

function importProblem(error: unknown, file: string, allowed: readonly string[]): LoadProblem {
  const place = placeIn(file, error);
  const at = place === undefined ? {} : { place };
  if (error instanceof ImportRefused) {
    const others = allowed.length === 0 ? "" : ` and from ${allowed.map((name) => `"${name}"`).join(", ")}`;
    return {
      kind: "missing-import",
      message: `Your file imports "${error.specifier}", which this exercise does not offer. Import from "eventlings"${others}; time, ids and storage come in as ports.`,
      ...at,
    };
  }
  if (isNotImplemented(error)) return { kind: "threw-at-import", message: error.message, ...at };
  return {
    kind: "threw-at-import",
    message: `Your file threw ${describeError(error)} while it was being loaded, before anything was called.`,
    ...at,
  };
}

function exportProblem(
  module: Record<string, unknown>,
  wanted: Readonly<Record<string, string>>,
): LoadProblem | undefined {
  if (Object.keys(module).length === 0 && Object.keys(wanted).length > 0) {
    return {
      kind: "empty",
      message: `Your file exports nothing. The rules call ${listNames(Object.keys(wanted))}: write it with "export" in front, or reset the exercise to get its stub back.`,
    };
  }
  for (const [name, type] of Object.entries(wanted)) {
    if (!(name in module)) {
      return {
        kind: "missing-export",
        message: `Your file does not export ${name}. The rules call it; write "export ${type === "function" ? "function" : "const"} ${name}".`,
      };
    }
    const found = typeof module[name];
    if (found !== type) {
      return {
        kind: "wrong-export",
        message: `Your file exports ${name} as ${article(found)}; the rules need ${article(type)}.`,
      };
    }
  }
  return undefined;
}

const article = (type: string): string =>
  `${/^[aeiou]/.test(type) && type !== "undefined" ? "an" : type === "undefined" ? "" : "a"} ${type}`.trim();
const listNames = (names: readonly string[]): string => names.join(", ");
