import type { Exercise } from "../catalogue/index.ts";
import type { Verdict } from "../judge/index.ts";
import { neutralise } from "./text/neutralise.ts";
import { renderFailure } from "./verdict/failure.ts";
import type { VerdictContext } from "./verdict/context.ts";
import { shownPlace } from "./verdict/place.ts";

/** One test of an Exercism result. */
export interface ExercismTest {
  readonly name: string;
  readonly status: "pass" | "fail" | "error";
  readonly message: string | null;
  readonly output: string | null;
  readonly test_code: string;
  /** Number of the promise within its exercise. */
  readonly task_id?: number;
}

/** What an Exercism test runner writes to `results.json`, version 3 of its interface. */
export interface ExercismResult {
  readonly version: 3;
  readonly status: "pass" | "fail" | "error";
  readonly message: string | null;
  readonly tests: readonly ExercismTest[];
  /** Not of the interface: tells the results of several exercises apart. */
  readonly exercise: string;
}

/** Exercism cuts what a test printed here. */
const OUTPUT = 500;
const CUT = "Output was truncated. Please limit to 500 chars";

/** Name of the one test that is no rule: types are part of the verdict. */
const TYPES = "The types fit.";

const PLAIN = { color: false, columns: 80 } as const;

/**
 * A verdict as an Exercism result.
 * @param codeOf source of a rule, by its id
 */
export function toExercism(
  verdict: Verdict,
  rules: Exercise["rules"],
  codeOf: (rule: string) => string,
  context: VerdictContext,
): ExercismResult {
  const tests = verdict.rules.map((rule): ExercismTest => ({
    name: rule.says,
    ...outcomeOf(rule.outcome, verdict, context),
    output: null,
    test_code: codeOf(rule.id),
    task_id: rules.findIndex(({ id }) => id === rule.id) + 1,
  }));
  const all = [...tests, typesTest(verdict, context)];
  // Exercism keeps "error" for an answer of which no test could be run at all.
  const noneRan = verdict.rules.every(({ outcome }) => outcome.status === "unknown");
  const status = verdict.status === "fail" && noneRan ? "error" : verdict.status;
  return {
    version: 3,
    status,
    message: status === "error" ? errorMessage(verdict, context) : null,
    tests: withOutput(all, verdict.output),
    exercise: verdict.exercise,
  };
}

type Ending = Pick<ExercismTest, "status" | "message">;

function outcomeOf(outcome: Verdict["rules"][number]["outcome"], subject: Verdict, context: VerdictContext): Ending {
  switch (outcome.status) {
    case "pass":
      return { status: "pass", message: null };
    case "fail":
      return { status: "fail", message: renderFailure(outcome.failure, subject, context, PLAIN).join("\n") };
    case "todo":
      return { status: "fail", message: neutralise(outcome.what) };
    case "unknown":
      return { status: "error", message: outcome.reason };
  }
}

function typesTest({ types }: Verdict, context: VerdictContext): ExercismTest {
  const lines = types.map(
    (problem) => `${shownPlace(problem, context)} ${problem.code}: ${neutralise(problem.message)}`,
  );
  const base = { name: TYPES, output: null, test_code: "" };
  return types.length === 0
    ? { ...base, status: "pass", message: null }
    : { ...base, status: "fail", message: lines.join("\n") };
}

function errorMessage(verdict: Verdict, context: VerdictContext): string {
  const { problem, interruption, rules, engineError = "" } = verdict;
  if (problem !== undefined) {
    const place = problem.place === undefined ? "" : `${shownPlace(problem.place, context)}: `;
    return place + neutralise(problem.message);
  }
  if (interruption !== undefined) return renderFailure(interruption.failure, verdict, context, PLAIN).join("\n");
  const reasons = rules.flatMap(({ id, outcome }) =>
    outcome.status === "unknown" ? [`${id}: ${outcome.reason}`] : [],
  );
  return [...reasons, neutralise(engineError).trim()].filter((text) => text !== "").join("\n");
}

/**
 * What was printed belongs to the run as a whole: it is shown with the first test that did not pass,
 * which is the one that a reader looks at.
 */
function withOutput(tests: readonly ExercismTest[], printed: string): readonly ExercismTest[] {
  const text = neutralise(printed).trim();
  if (text === "") return tests;
  const output = text.length <= OUTPUT ? text : `${text.slice(0, OUTPUT - CUT.length - 2)}\n${CUT}`;
  const first = Math.max(
    0,
    tests.findIndex(({ status }) => status !== "pass"),
  );
  return tests.map((test, index) => (index === first ? { ...test, output } : test));
}
