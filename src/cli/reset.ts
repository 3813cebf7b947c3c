import { resetAnswer, shownPath } from "../workspace/index.ts";
import { readArguments } from "./arguments.ts";
import { requireExercise } from "./exercises.ts";
import { learnerCommand, openLearner } from "./learner.ts";
import { readyWorkspace } from "./notices.ts";

/** Makes the learner's file the stub again, keeping what it held. */
export const run = learnerCommand(async (args, context) => {
  const { root, io } = context;
  const { positionals } = readArguments(args, {
    command: "reset",
    options: {},
    positionals: { min: 1, max: 1 },
    needs: "an exercise, as in `npm run reset event-store/append`",
  });
  const learner = await openLearner(root);
  const exercise = requireExercise(learner.catalogue, positionals[0] ?? "");
  readyWorkspace(context, learner);
  const result = resetAnswer(root, exercise, learner.progress);
  const file = shownPath(root, exercise.files.workspace);
  if (result.kind === "unchanged") {
    io.print(`${file} is the stub already; nothing was changed.`);
    return 0;
  }
  io.print(`${file} is the stub again.`);
  if (result.kind === "replaced") {
    const attempt = learner.progress.of(exercise.id).attempts.find(({ hash }) => hash === result.kept);
    io.print(
      `What it held is kept as attempt ${String(attempt?.number ?? result.kept)}: \`npm run restore ${exercise.id} ${String(attempt?.number ?? result.kept)}\` brings it back.`,
    );
  }
  return 0;
});
