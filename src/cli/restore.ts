import type { Attempt } from "../progress/index.ts";
import { restoreAnswer, shownPath } from "../workspace/index.ts";
import { readArguments } from "./arguments.ts";
import { UserError } from "./errors.ts";
import { requireExercise } from "./exercises.ts";
import { learnerCommand, openLearner } from "./learner.ts";
import { readyWorkspace } from "./notices.ts";

/** Puts an earlier attempt back, keeping what the file holds now. */
export const run = learnerCommand(async (args, context) => {
  const { root, io } = context;
  const { positionals } = readArguments(args, {
    command: "restore",
    options: {},
    positionals: { min: 2, max: 2 },
    needs: "an exercise and an attempt, as in `npm run restore event-store/append 2`; `npm run history` lists them",
  });
  const learner = await openLearner(root);
  const exercise = requireExercise(learner.catalogue, positionals[0] ?? "");
  const attempt = findAttempt(learner.progress.of(exercise.id).attempts, positionals[1] ?? "", exercise.id);
  readyWorkspace(context, learner);
  const result = restoreAnswer(root, exercise, attempt, learner.progress);
  const file = shownPath(root, exercise.files.workspace);
  if (result.kind === "unchanged") {
    io.print(`${file} is attempt ${String(attempt.number)} already; nothing was changed.`);
    return 0;
  }
  io.print(`${file} is attempt ${String(attempt.number)} again.`);
  if (result.kind === "replaced") {
    const kept = learner.progress.of(exercise.id).attempts.find(({ hash }) => hash === result.kept);
    io.print(`What it held until now is kept as attempt ${String(kept?.number ?? result.kept)}.`);
  }
  return 0;
});

/** The attempt with this number, or the only one whose hash starts like this. */
function findAttempt(attempts: readonly Attempt[], query: string, exercise: string): Attempt {
  if (attempts.length === 0)
    throw new UserError(`No attempt at ${exercise} is kept yet: one is kept each time that your file is checked.`);
  const numbered = attempts.find(({ number }) => String(number) === query.replace(/^#/, ""));
  if (numbered !== undefined) return numbered;
  const prefixed = /^[0-9a-f]{4,64}$/i.test(query)
    ? attempts.filter(({ hash }) => hash.startsWith(query.toLowerCase()))
    : [];
  const [only] = prefixed;
  if (only !== undefined && prefixed.length === 1) return only;
  if (only !== undefined)
    throw new UserError(
      `"${query}" could be ${String(prefixed.length)} attempts at ${exercise}: write more of the hash.`,
    );
  const last = Math.max(...attempts.map(({ number }) => number));
  throw new UserError(
    `There is no attempt "${query}" at ${exercise}: give a number from 1 to ${String(last)}, or the first letters of a hash, from \`npm run history ${exercise}\`.`,
  );
}
