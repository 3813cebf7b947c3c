import type { Exercise } from "../catalogue/index.ts";
import type { Run } from "./converse.ts";
import { matchMisconceptions } from "./misconceptions.ts";
import type { RuleOutcome } from "./protocol.ts";
import { toReplayToken } from "./replay-token.ts";
import type { TypeProblem } from "./typecheck.ts";
import type { RuleVerdict, Verdict } from "./verdict.ts";

/** Everything that a verdict is made from. */
export interface Findings {
  readonly exercise: Exercise;
  readonly file: string;
  readonly seed: number;
  readonly run: Run;
  readonly types: readonly TypeProblem[];
  readonly output: string;
  /** `performance.now()` when the check began. */
  readonly started: number;
  readonly only: readonly string[] | undefined;
}

/** Holds what was reported against the manifest: a rule that did not report did not pass. */
export function assemble({ exercise, file, seed, run, types, output, started, only }: Findings): Verdict {
  const expected = exercise.rules.filter(({ id }) => only === undefined || only.includes(id));
  const rules = expected.map((rule): RuleVerdict => ({ ...rule, outcome: outcomeOf(rule.id, run) }));
  const passed = rules.every(({ outcome }) => outcome.status === "pass") && types.length === 0;
  const clean = run.problem === undefined && run.interruption === undefined;
  // A rule that could not be judged is a fault of the course, unless the answer itself brought that about.
  const broken = !clean || rules.some(({ outcome }) => outcome.status === "fail");
  const unsound =
    run.engineError !== undefined || (!broken && rules.some(({ outcome }) => outcome.status === "unknown"));
  return {
    exercise: exercise.id,
    status: unsound ? "error" : passed && clean ? "pass" : "fail",
    file,
    rules,
    types,
    ...(run.problem === undefined ? {} : { problem: run.problem }),
    ...(run.interruption === undefined ? {} : { interruption: run.interruption }),
    misconceptions: matchMisconceptions(exercise, rules),
    ...(run.engineError === undefined ? {} : { engineError: run.engineError }),
    output,
    seed,
    took: performance.now() - started,
  };
}

function outcomeOf(rule: string, run: Run): RuleOutcome {
  const reported = run.reports.get(rule);
  if (reported !== undefined) return withWholeToken(rule, reported);
  if (run.interruption?.rule === rule) return { status: "fail", failure: run.interruption.failure };
  if (run.problem !== undefined) return { status: "unknown", reason: "Your file could not be loaded." };
  if (run.interruption !== undefined) return { status: "unknown", reason: "The run had to be ended before this rule." };
  return { status: "unknown", reason: "The rule did not report." };
}

/** A rule knows its schedules; which rule it was, `replay` must be told as well. */
function withWholeToken(rule: string, outcome: RuleOutcome): RuleOutcome {
  if (outcome.status !== "fail" || outcome.failure.token === undefined) return outcome;
  return { ...outcome, failure: { ...outcome.failure, token: toReplayToken(rule, outcome.failure.token) } };
}
