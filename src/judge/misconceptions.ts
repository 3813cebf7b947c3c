import type { Exercise, Mistake } from "../catalogue/index.ts";
import { fingerprintOf, placeOfFailure, VARIES } from "./fingerprint.ts";
import type { Failure, FailureKind } from "./protocol.ts";
import type { Misconception, RuleVerdict } from "./verdict.ts";

/** At most this many beliefs are named: a longer list would say nothing. */
const MOST = 2;

/** Failures that come from an idea about the topic. A loop or a leaked timer says nothing about one. */
const BEHAVIOUR: ReadonlySet<FailureKind> = new Set<FailureKind>(["broken-promise", "threw", "never-settles"]);

/**
 * The kept wrong answers that this one behaves like.
 *
 * A mistake matches when it breaks the rules that the learner's code breaks, and no other, and each
 * in the same way: at the same check, with the same value. To break the same rules is not enough,
 * because many ideas do; and a wrong idea named is worse than none. Rules that are not written yet,
 * or did not run, count neither way.
 */
export function matchMisconceptions(
  exercise: Pick<Exercise, "mistakes">,
  rules: readonly RuleVerdict[],
): readonly Misconception[] {
  const broken = new Map<string, Failure>();
  const known = new Set<string>();
  for (const { id, outcome } of rules) {
    if (outcome.status === "fail") {
      if (!BEHAVIOUR.has(outcome.failure.kind)) return [];
      broken.set(id, outcome.failure);
    }
    if (outcome.status === "fail" || outcome.status === "pass") known.add(id);
  }
  if (broken.size === 0) return [];
  return exercise.mistakes
    .filter((mistake) => behavesLike(mistake, broken, known))
    .slice(0, MOST)
    .map(({ belief, section }) => ({ belief, section }));
}

function behavesLike(
  { breaks, signature }: Mistake,
  broken: ReadonlyMap<string, Failure>,
  known: ReadonlySet<string>,
): boolean {
  const expected = breaks.filter((rule) => known.has(rule));
  return (
    expected.length === broken.size &&
    expected.every((rule) => broken.has(rule) && looksLike(broken.get(rule), signature[rule]))
  );
}

const looksLike = (found: Failure | undefined, kept: string | undefined): boolean =>
  found !== undefined && [VARIES, placeOfFailure(found), fingerprintOf(found)].some((like) => like === kept);
