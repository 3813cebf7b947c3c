import type { RuleVerdict, Verdict } from "../../judge/index.ts";
import { paint, type Look } from "../look.ts";
import { wrapWords } from "../text/wrap.ts";
import type { VerdictContext } from "./context.ts";
import { field, fieldWidth, prose } from "./field.ts";

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
  const explored = whatWasTried(rules, look);
  if (partial)
    return [...lines, ...explored, ...field(look, "All", [paint(look, "cyan", `npm run check ${exercise}`)])];
  return [
    ...lines,
    ...explored,
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

/** Of the promises on the simulated world: how many schedules each was held against. */
function whatWasTried(rules: readonly RuleVerdict[], look: Look): string[] {
  const explored = rules.flatMap(({ id, outcome }) =>
    outcome.status === "pass" && outcome.explored !== undefined ? severalOf(id, outcome.explored) : [],
  );
  const width = fieldWidth(look);
  return explored.length === 0
    ? []
    : [
        "",
        ...field(
          look,
          "Tried",
          explored.flatMap((text) => wrapWords(text, width, "  ")),
        ),
      ];
}

/** Attacks that left nothing to choose are nothing to tell. */
function severalOf(id: string, explored: string): readonly string[] {
  const several = explored.split("; ").filter((text) => !text.startsWith("the only schedule"));
  return several.length === 0 ? [] : [`${id}: ${several.join("; ")}`];
}
