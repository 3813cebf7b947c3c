import type { Verdict } from "../../judge/index.ts";
import { paint, type Look } from "../look.ts";
import { wrapWords } from "../text/wrap.ts";
import type { VerdictContext } from "./context.ts";
import { field, prose } from "./field.ts";

/** A pass is short: what was proven, and where to go from here. */
export function renderPassed(verdict: Verdict, context: VerdictContext, look: Look): string[] {
  const { rules, exercise } = verdict;
  const checks = rules.reduce((sum, { outcome }) => sum + (outcome.status === "pass" ? outcome.checks : 0), 0);
  const proof = `${String(checks)} ${checks === 1 ? "check" : "checks"}, and the types fit`;
  const partial = rules.length < context.promises;
  const text = partial
    ? `✓ ${exercise}: ${String(rules.length)} of ${String(context.promises)} promises judged, and kept (${proof}).`
    : `✓ ${exercise}: ${rules.length === 1 ? "its promise is kept" : `all ${String(rules.length)} promises kept`} (${proof}).`;
  const lines = wrapWords(text, look.columns, "  ").map((line) => paint(look, ["green", "bold"], line));
  if (partial) return [...lines, ...field(look, "All", [paint(look, "cyan", `npm run check ${exercise}`)])];
  return [
    ...lines,
    "",
    ...field(look, "Compare", [paint(look, "cyan", `npm run solution ${exercise}`)]),
    ...(context.next === undefined
      ? []
      : [
          ...prose(look, "Next", `${context.next.title} (${String(context.next.minutes)} minutes)`),
          ...field(look, "", [paint(look, "cyan", `npm run watch ${context.next.id}`)]),
        ]),
  ];
}
