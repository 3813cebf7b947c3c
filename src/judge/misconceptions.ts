import type { Exercise } from "../catalogue/index.ts";
import type { FailureKind } from "./protocol.ts";
import type { Misconception, RuleVerdict } from "./verdict.ts";

/** At most this many beliefs are named: a longer list would say nothing. */
const MOST = 2;

/** Failures that come from an idea about the topic. A loop or a leaked timer says nothing about one. */
const BEHAVIOUR: ReadonlySet<FailureKind> = new Set<FailureKind>(["broken-promise", "threw", "never-settles"]);

/**
 * The kept wrong answers that this one behaves like.
 *
 * A mistake matches when it breaks exactly the rules that the learner's code breaks. Rules that are
 * not written yet, or did not run, count neither way.
 */
export function matchMisconceptions(exercise: Exercise, rules: readonly RuleVerdict[]): readonly Misconception[] {
  if (rules.some(({ outcome }) => outcome.status === "fail" && !BEHAVIOUR.has(outcome.failure.kind))) return [];
  const broken = new Set(rules.filter(({ outcome }) => outcome.status === "fail").map(({ id }) => id));
  const known = new Set(
    rules.filter(({ outcome }) => outcome.status === "fail" || outcome.status === "pass").map(({ id }) => id),
  );
  if (broken.size === 0) return [];
  return exercise.mistakes
    .filter(({ breaks }) => {
      const expected = breaks.filter((rule) => known.has(rule));
      return expected.length === broken.size && expected.every((rule) => broken.has(rule));
    })
    .slice(0, MOST)
    .map(({ belief, section }) => ({ belief, section }));
}
