import { allExercises, type Exercise } from "../catalogue/index.ts";
import { currentExercise, isHintTier, type HintTier } from "../progress/index.ts";
import { renderHint } from "../render/hint.ts";
import { readArguments } from "./arguments.ts";
import { UserError } from "./errors.ts";
import { requireExercise } from "./exercises.ts";
import { learnerCommand, openLearner, type Learner } from "./learner.ts";

const TIERS: readonly HintTier[] = [1, 2, 3];

/** Reveals the next hint of an exercise, after those that were read before. */
export const run = learnerCommand(async (args, { root, io }) => {
  const { values, positionals } = readArguments(args, {
    command: "hint",
    options: { tier: { type: "string" } },
    positionals: { min: 0, max: 1 },
  });
  const wanted = tierOf(values.tier);
  const learner = await openLearner(root);
  const exercise = exerciseOrCurrent(learner, positionals[0]);
  io.print(renderHint(exercise, revealHints(learner, exercise, wanted), io));
  return 0;
});

/** Records the hints up to the tier (by default the next one) and returns how many to show. */
export function revealHints({ progress }: Learner, { id }: Exercise, wanted?: HintTier): HintTier {
  const read = progress.of(id).hints;
  const upTo = wanted ?? TIERS[read] ?? 3;
  const unread = TIERS.filter((tier) => tier > read && tier <= upTo);
  if (unread.length > 0)
    progress.record(...unread.map((tier) => ({ type: "HintRevealed" as const, data: { exercise: id, tier } })));
  return upTo;
}

/** The exercise that is named, or the one that the learner is at. */
export function exerciseOrCurrent({ catalogue, progress }: Learner, query: string | undefined): Exercise {
  if (query !== undefined) return requireExercise(catalogue, query);
  const current = currentExercise(allExercises(catalogue), progress.summary);
  if (current !== undefined) return current;
  throw new UserError(
    "Everything that is written is passed, so say which exercise you mean, as in `npm run hint 4.1`.",
  );
}

function tierOf(value: string | undefined): HintTier | undefined {
  if (value === undefined) return undefined;
  const tier = Number(value);
  if (isHintTier(tier)) return tier;
  throw new UserError(`--tier must be 1, 2 or 3, and it is "${value}".`);
}
