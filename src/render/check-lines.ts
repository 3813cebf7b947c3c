import type { Verdict } from "../judge/index.ts";
import { paint, type Look } from "./look.ts";
import { wrapWords } from "./text/wrap.ts";
import { countsOf } from "./verdict/summary.ts";

type Kind = "passed" | "failing" | "to do" | "not judged";

const SIGNS = {
  passed: { symbol: "✓", style: "green" },
  failing: { symbol: "✗", style: "red" },
  "to do": { symbol: "·", style: "yellow" },
  "not judged": { symbol: "?", style: "magenta" },
} as const satisfies Record<Kind, { symbol: string; style: Parameters<typeof paint>[1] }>;

/** One exercise of many, in a line. `width` is that of the longest id. */
export function renderCheckLine(verdict: Verdict, width: number, look: Look): string {
  const kind = kindOf(verdict);
  const { symbol, style } = SIGNS[kind];
  const sign = paint(look, style, `${symbol} ${kind}`);
  const padded = `${sign}${" ".repeat("not judged".length - kind.length + 2)}${verdict.exercise}`;
  const counts = kind === "passed" ? `${String(verdict.rules.length)} kept` : countsOf(verdict);
  const room = look.columns - "not judged".length - width - 6;
  if (room < counts.length) return `${padded}\n    ${paint(look, "dim", counts)}`;
  return `${padded}${" ".repeat(width - verdict.exercise.length + 2)}${paint(look, "dim", counts)}`;
}

/** What all of them come to. */
export function renderCheckTotal(verdicts: readonly Verdict[], look: Look): string {
  const kinds = verdicts.map(kindOf);
  const parts = (["passed", "failing", "to do", "not judged"] as const).flatMap((kind) => {
    const count = kinds.filter((each) => each === kind).length;
    return count === 0 ? [] : [`${String(count)} ${kind}`];
  });
  const exercises = verdicts.length === 1 ? "1 exercise" : `${String(verdicts.length)} exercises`;
  return wrapWords(`${exercises}: ${parts.join(", ")}`, look.columns)
    .map((line) => paint(look, "bold", line))
    .join("\n");
}

function kindOf({ status, rules, types, problem, interruption }: Verdict): Kind {
  if (status === "pass") return "passed";
  if (status === "error") return "not judged";
  const broken = rules.some(({ outcome }) => outcome.status === "fail");
  return broken || types.length > 0 || problem !== undefined || interruption !== undefined ? "failing" : "to do";
}
