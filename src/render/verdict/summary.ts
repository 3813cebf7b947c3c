import type { Verdict } from "../../judge/index.ts";
import { paint, type Look } from "../look.ts";
import { wrapWords } from "../text/wrap.ts";
import { SIGNS } from "./rows.ts";

/** How many promises ended how, in one line: what stays in sight when the rest has scrolled away. */
export function renderSummary(verdict: Verdict, look: Look): string[] {
  const { status, rules, types, problem, interruption } = verdict;
  const failed =
    types.length > 0 ||
    problem !== undefined ||
    interruption !== undefined ||
    rules.some(({ outcome }) => outcome.status === "fail");
  const [symbol, style] = failed
    ? ([SIGNS.fail.symbol, SIGNS.fail.style] as const)
    : status === "error"
      ? ([SIGNS.unknown.symbol, SIGNS.unknown.style] as const)
      : ([SIGNS.todo.symbol, SIGNS.todo.style] as const);
  return wrapWords(`${symbol} ${verdict.exercise}: ${countsOf(verdict)}`, look.columns, "  ").map((line) =>
    paint(look, [style, "bold"], line),
  );
}

/** `2 broken, 10 kept, 1 type error` */
export function countsOf({ rules, types, problem, interruption }: Verdict): string {
  if (problem !== undefined || (interruption !== undefined && interruption.rule === undefined))
    return "could not be loaded";
  const counted = (["fail", "pass", "todo", "unknown"] as const).flatMap((kind) => {
    const count = rules.filter(({ outcome }) => outcome.status === kind).length;
    return count === 0 ? [] : [`${String(count)} ${SIGNS[kind].word}`];
  });
  if (types.length > 0) counted.push(types.length === 1 ? "1 type error" : `${String(types.length)} type errors`);
  return counted.join(", ");
}
