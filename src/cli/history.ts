import { renderHistory } from "../render/history.ts";
import { readArguments } from "./arguments.ts";
import { exerciseOrCurrent } from "./hint.ts";
import { learnerCommand, openLearner } from "./learner.ts";

/** Lists what the learner's file has held, newest first. */
export const run = learnerCommand(async (args, { root, io }) => {
  const { positionals } = readArguments(args, { command: "history", options: {}, positionals: { min: 0, max: 1 } });
  const learner = await openLearner(root);
  const exercise = exerciseOrCurrent(learner, positionals[0]);
  const { attempts } = learner.progress.of(exercise.id);
  io.print(renderHistory(exercise.id, attempts.toReversed(), new Date(), io));
  return 0;
});
