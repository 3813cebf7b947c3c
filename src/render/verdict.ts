import type { LoadProblem, RuleVerdict, Verdict } from "../judge/index.ts";
import { paint, type Look } from "./look.ts";
import { neutralise } from "./text/neutralise.ts";
import { wrapWords } from "./text/wrap.ts";
import { renderBegin } from "./verdict/begin.ts";
import { brokenAmong, renderBroken, renderOthers } from "./verdict/broken.ts";
import type { VerdictContext } from "./verdict/context.ts";
import { renderFailure } from "./verdict/failure.ts";
import { field, prose, rule } from "./verdict/field.ts";
import { codeFrame } from "./verdict/frame.ts";
import { renderMisconceptions } from "./verdict/misconceptions.ts";
import { renderOutput } from "./verdict/output.ts";
import { renderPassed } from "./verdict/passed.ts";
import { shownPlace } from "./verdict/place.ts";
import { renderRows } from "./verdict/rows.ts";
import { renderSummary } from "./verdict/summary.ts";
import { renderTypeProblems } from "./verdict/type-problems.ts";

/** Everything a learner is told about one answer. The most important part of a failure stands nearest to the prompt. */
export function renderVerdict(verdict: Verdict, context: VerdictContext, look: Look): string {
  const parts = verdict.status === "pass" ? passed(verdict, context, look) : failed(verdict, context, look);
  return parts
    .filter((part) => part.length > 0)
    .map((part) => part.join("\n"))
    .join("\n\n");
}

type Parts = readonly (readonly string[])[];

const passed = (verdict: Verdict, context: VerdictContext, look: Look): Parts => [
  renderOutput(verdict.output, look),
  renderPassed(verdict, context, look),
];

function failed(verdict: Verdict, context: VerdictContext, look: Look): Parts {
  const { rules, types, problem, interruption, file, exercise } = verdict;
  const broken = brokenAmong(rules);
  const full = context.failures === "all" ? broken : broken.slice(0, 1);
  const waiting = rules.find(({ outcome }) => outcome.status === "todo");
  const ended = interruption === undefined || interruption.rule !== undefined ? undefined : interruption;
  const engineFailed = verdict.engineError !== undefined;
  return [
    [heading(verdict, context, look)],
    problem === undefined && ended === undefined ? overview(rules, look) : [],
    engineFailed ? engineFault(verdict, look) : renderOutput(verdict.output, look),
    // A file that cannot be parsed makes the type checker repeat that in other words.
    problem?.kind === "syntax"
      ? []
      : renderTypeProblems(
          types,
          file,
          context,
          look,
          rules.every(({ outcome }) => outcome.status === "pass"),
        ),
    problem === undefined ? [] : loadProblem(problem, verdict, context, look),
    ended === undefined
      ? []
      : [
          rule(look, "✗ your file could not be loaded", ["red", "bold"]),
          "",
          ...renderFailure(ended.failure, verdict, context, look),
        ],
    ...full.map((each) => renderBroken(each, verdict, context, look)),
    renderOthers(full, broken.slice(full.length), exercise, look),
    renderMisconceptions(verdict.misconceptions, context, look),
    engineFailed ? [] : notJudged(rules, verdict, look),
    broken.length === 0 && waiting !== undefined ? renderBegin(verdict, waiting, context, look) : [],
    renderSummary(verdict, look),
  ];
}

function heading({ exercise }: Verdict, { title }: VerdictContext, look: Look): string {
  return wrapWords(`${exercise}: ${title}`, look.columns)
    .map((line) => paint(look, "bold", line))
    .join("\n");
}

/** The promises; those of a stub that nobody has touched are a list of what there is to do, and no list of failures. */
function overview(rules: readonly RuleVerdict[], look: Look): string[] {
  const fresh = rules.every(({ outcome }) => outcome.status === "todo");
  if (!fresh) return renderRows(rules, look);
  const count = rules.length === 1 ? "One promise" : `${String(rules.length)} promises`;
  return [
    ...wrapWords(`Nothing is written yet. ${count} to keep:`, look.columns),
    ...rules.flatMap(({ says }) =>
      wrapWords(says, look.columns - 4).map((line, index) => `${index === 0 ? "  · " : "    "}${line}`),
    ),
  ];
}

function loadProblem(problem: LoadProblem, { file, rules }: Verdict, context: VerdictContext, look: Look): string[] {
  const { place } = problem;
  const frame =
    place === undefined || place.file !== file || context.source === undefined
      ? []
      : codeFrame(context.source, place, look);
  const waiting = rules.length === 1 ? "The promise was" : `The ${String(rules.length)} promises were`;
  return [
    rule(look, "✗ your file could not be loaded", ["red", "bold"]),
    "",
    ...prose(look, "Happened", neutralise(problem.message)),
    ...(place === undefined
      ? []
      : field(look, "Where", [paint(look, "underline", shownPlace(place, context)), ...frame])),
    ...prose(look, "So", `${waiting} not judged.`),
  ];
}

/** Rules that came to no result although nothing else explains it. */
function notJudged(rules: readonly RuleVerdict[], { problem, interruption }: Verdict, look: Look): string[] {
  if (problem !== undefined || interruption !== undefined) return [];
  const silent = rules.flatMap(({ id, outcome }) => (outcome.status === "unknown" ? [`${id}: ${outcome.reason}`] : []));
  if (silent.length === 0) return [];
  return [
    rule(look, "? not judged", "magenta"),
    "",
    ...silent.flatMap((text) => wrapWords(text, look.columns - 4).map((line) => `  ${line}`)),
  ];
}

function engineFault({ engineError = "" }: Verdict, look: Look): string[] {
  return [
    ...renderOutput(engineError, look, "what the judge said"),
    "",
    ...wrapWords(
      "The judge could not do its work. That is a fault of the course and not of your code; please report it with the lines above.",
      look.columns,
    ),
  ];
}
