import type { Timeline, TimelineEntry } from "../kit/index.ts";

/**
 * What a judge process and the command line say to each other.
 *
 * Everything here is plain JSON: it crosses a process boundary, line by line, on a channel of its own.
 */

/** A place in a file of the learner, as an editor counts: line and column start at 1. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}

/** Which guard or check a failure came from. Each kind has its own opening words. */
export type FailureKind =
  | "broken-promise"
  | "threw"
  | "never-settles"
  | "too-slow"
  | "endless-loop"
  | "unhandled-rejection"
  | "exit"
  | "kill"
  | "patched-global"
  | "leaked-timer"
  | "round-the-ports"
  | "memory";

/** Why a rule did not hold: data only, made into text by `src/render`. */
export interface Failure {
  readonly kind: FailureKind;
  /** What happened, as one or two full sentences. */
  readonly happened: string;
  /** The two values that should have agreed, already printed and capped. */
  readonly expected?: string;
  readonly received?: string;
  /** What the rule had done to the learner's code until then, in order. */
  readonly steps?: readonly string[];
  /** Where in the learner's file, if it is known. */
  readonly place?: SourcePlace;
  /** For a random test: the case that broke it, and the seed that finds it again. */
  readonly counterexample?: { readonly value: string; readonly seed: number };
  /** For a rule on the simulated world: the run that broke it. */
  readonly timeline?: Timeline;
  /** What was tried until it broke: `"1,204 schedules, at most one crash"`. */
  readonly explored?: string;
  /** Runs exactly this schedule again: of the rule in a report, of the exercise in a verdict. */
  readonly token?: string;
}

/** What became of one rule. */
export type RuleOutcome =
  | {
      readonly status: "pass";
      readonly checks: number;
      /** What was tried on the simulated world: `"all 1,020 schedules, at most one crash"`. */
      readonly explored?: string;
      /** The one schedule that was run, where it was one that was asked for. */
      readonly timeline?: Timeline;
    }
  | { readonly status: "fail"; readonly failure: Failure }
  /** The learner has not written this yet: a stub's `NotImplemented` was thrown. */
  | { readonly status: "todo"; readonly what: string }
  /** Nothing can be said: the rule checked nothing, or did not report. */
  | { readonly status: "unknown"; readonly reason: string };

/** The outcome of one rule, by its id. */
export interface RuleReport {
  readonly rule: string;
  readonly outcome: RuleOutcome;
  /** Did the rule draw random cases? Such a rule is worth repeating with other seeds. */
  readonly usedSeed?: boolean;
  /** Does the spec say of it that it costs more than its checks show? */
  readonly costly?: boolean;
}

/** Why the learner's module could not even be loaded, so that no rule ran. */
export interface LoadProblem {
  readonly kind:
    | "syntax"
    | "missing-file"
    | "missing-import"
    | "empty"
    | "threw-at-import"
    | "missing-export"
    | "wrong-export"
    | "not-a-file";
  readonly message: string;
  readonly place?: SourcePlace;
}

/** A module as the judge gets it: compiled to CommonJS, never yet evaluated. */
export interface CompiledModule {
  /** Path of the source file: it names the script in stack traces. */
  readonly file: string;
  readonly code: string;
  /** Source map as JSON, to translate stack traces. */
  readonly map?: string;
}

/** One thing to judge. */
export interface Job {
  readonly id: number;
  readonly spec: CompiledModule;
  readonly subject: CompiledModule;
  /** Name and `typeof` of everything that the subject must export. */
  readonly exports: Readonly<Record<string, string>>;
  /** The rules to run; all of the spec's where it is absent. */
  readonly rules?: readonly string[];
  readonly seed: number;
  /** Share of each rule's random cases to run, above 0 and at most 1; all of them where it is absent. */
  readonly caseShare?: number;
  /** Look for the smallest random case that breaks a rule? Unless told otherwise. */
  readonly shrink?: boolean;
  /** Built-in modules that this exercise may import. */
  readonly allowedImports: readonly string[];
  /** Stop after the first rule that does not pass. */
  readonly bail?: boolean;
  /** Milliseconds for one rule. */
  readonly ruleTimeout: number;
  /** Run only this schedule of a rule on the simulated world: a `token` of its failure. */
  readonly replay?: string;
  /** The subject calls `__at` from every loop and function: say which one never ends. */
  readonly probed?: boolean;
}

/** What a judge process reports, one JSON object a line. */
export type JudgeMessage =
  | { readonly type: "ready" }
  | { readonly type: "loading"; readonly job: number }
  | { readonly type: "load-problem"; readonly job: number; readonly problem: LoadProblem }
  | { readonly type: "rule-started"; readonly job: number; readonly rule: string }
  | { readonly type: "rule-ended"; readonly job: number; readonly report: RuleReport }
  /** The schedule that the job asks for begins; then, each thing that happened in it. */
  | { readonly type: "replaying"; readonly job: number }
  | { readonly type: "happened"; readonly job: number; readonly entry: TimelineEntry }
  /** A rule says something beside its verdict. */
  | { readonly type: "told"; readonly job: number; readonly lines: readonly string[] }
  | { readonly type: "job-ended"; readonly job: number; readonly rules: readonly string[] }
  /** The event loop turns. Sent while a job runs; its absence means that something never yields. */
  | { readonly type: "beat" }
  /** In a probed module: the number of the loop or function that never ends. */
  | { readonly type: "stuck"; readonly index: number }
  /** What the learner's code printed. */
  | { readonly type: "output"; readonly text: string }
  | { readonly type: "engine-error"; readonly message: string };
