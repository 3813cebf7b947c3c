import type { TypeProblem } from "../../judge/index.ts";
import { paint, type Look } from "../look.ts";
import { neutralise } from "../text/neutralise.ts";
import { wrapWords } from "../text/wrap.ts";
import type { VerdictContext } from "./context.ts";
import { rule } from "./field.ts";
import { codeFrame } from "./frame.ts";
import { shownPlace } from "./place.ts";

/** More than this would push everything else out of the window. */
const MOST = 5;

const ONLY_TYPES = "Every promise is kept. The exercise is passed once the types fit as well.";

/**
 * What the type checker found, with the lines of the first.
 * @param othersPass is this all that keeps the exercise from being passed?
 */
export function renderTypeProblems(
  problems: readonly TypeProblem[],
  file: string,
  context: VerdictContext,
  look: Look,
  othersPass: boolean,
): string[] {
  if (problems.length === 0) return [];
  const shown = context.failures === "all" ? problems : problems.slice(0, MOST);
  const more = problems.length - shown.length;
  const count = problems.length === 1 ? "one type error" : `${String(problems.length)} type errors`;
  return [
    rule(look, `✗ ${count}`, ["red", "bold"]),
    ...shown.flatMap((problem, index) => [
      "",
      `  ${paint(look, "underline", shownPlace(problem, context))}  ${paint(look, "dim", problem.code)}`,
      ...wrapWords(neutralise(problem.message), look.columns - 4).map((line) => `    ${line}`),
      ...(index === 0 && context.source !== undefined && problem.file === file
        ? codeFrame(context.source, problem, look).map((line) => `    ${line}`)
        : []),
    ]),
    ...(more > 0 ? ["", `  … and ${String(more)} more`] : []),
    ...(othersPass ? ["", ...wrapWords(ONLY_TYPES, look.columns - 2).map((line) => `  ${line}`)] : []),
  ];
}
