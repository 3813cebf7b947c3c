import type { Failure, RuleVerdict } from "../../judge/index.ts";
import { paint, type Look } from "../look.ts";
import { neutralise } from "../text/neutralise.ts";
import { wrapWords } from "../text/wrap.ts";
import type { VerdictContext } from "./context.ts";
import { prose, rule } from "./field.ts";
import { renderFailure } from "./failure.ts";
import { reading } from "./reading.ts";
import type { Subject } from "./subject.ts";

/** A promise that was broken, and how. */
export interface Broken {
  readonly rule: RuleVerdict;
  readonly failure: Failure;
}

/** The broken promises among the rules, in their order. */
export function brokenAmong(rules: readonly RuleVerdict[]): readonly Broken[] {
  return rules.flatMap((each) =>
    each.outcome.status === "fail" ? [{ rule: each, failure: each.outcome.failure }] : [],
  );
}

/** Failures that explain themselves: the promise's own reason would only be in the way. */
const OWN_REASON: ReadonlySet<Failure["kind"]> = new Set([
  "too-slow",
  "endless-loop",
  "exit",
  "kill",
  "patched-global",
  "leaked-timer",
  "round-the-ports",
  "memory",
]);

/** One broken promise in full. */
export function renderBroken(
  { rule: each, failure }: Broken,
  subject: Subject,
  context: VerdictContext,
  look: Look,
): string[] {
  return [
    rule(look, `✗ broken: ${each.id}`, ["red", "bold"]),
    "",
    ...prose(look, "Promise", each.says),
    ...renderFailure(failure, subject, context, look),
    ...(OWN_REASON.has(failure.kind) ? [] : [...prose(look, "Why", each.why), ...reading(each.section, context, look)]),
  ];
}

/** The others, each in a few lines: mending the first often mends them too. */
export function renderOthers(
  full: readonly Broken[],
  others: readonly Broken[],
  exercise: string,
  look: Look,
): string[] {
  if (others.length === 0) return [];
  const causes = new Set(full.map(({ failure }) => causeOf(failure)));
  const same = others.filter(({ failure }) => causes.has(causeOf(failure)));
  const different = others.filter((each) => !same.includes(each));
  return [
    rule(look, others.length === 1 ? "✗ also broken" : `✗ ${String(others.length)} more broken`, "red"),
    "",
    ...(same.length === 0
      ? []
      : wrapWords(
          `✗ For the same reason: ${same.map(({ rule: { id } }) => id).join(", ")}`,
          look.columns - 4,
          "  ",
        ).map((line) => `  ${line}`)),
    ...different.flatMap(({ rule: each, failure }) => [
      `  ${paint(look, "red", `✗ ${each.id}`)}`,
      ...wrapWords(neutralise(failure.happened), look.columns - 4).map((line) => `    ${line}`),
    ]),
    "",
    "  All of them in full:",
    `  ${paint(look, "cyan", `npm run check ${exercise} -- --all-failures`)}`,
  ];
}

/** Two failures of one cause have the same key: one line that throws breaks many promises. */
function causeOf({ kind, place, happened }: Failure): string {
  if (place !== undefined) return `${kind} ${place.file}:${String(place.line)}:${String(place.column ?? 0)}`;
  return `${kind} ${happened}`;
}
