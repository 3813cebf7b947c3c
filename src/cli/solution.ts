import { readFileSync } from "node:fs";
import type { Exercise } from "../catalogue/index.ts";
import type { ExerciseProgress } from "../progress/index.ts";
import { renderSolution } from "../render/solution.ts";
import { readAnswer } from "../workspace/index.ts";
import { readArguments } from "./arguments.ts";
import type { Command } from "./commands.ts";
import { UserError } from "./errors.ts";
import { requireExercise } from "./exercises.ts";
import type { Io } from "./io.ts";
import { learnerCommand, openLearner } from "./learner.ts";

const WORDS = "I give up";

/** Asks one question of whoever is there. */
export type Ask = (question: string) => Promise<string>;

/** The command over a way to ask, so that a test can answer. */
export const solutionCommand = (ask: Ask): Command["run"] =>
  learnerCommand(async (args, { root, io }) => {
    const { values, positionals } = readArguments(args, {
      command: "solution",
      options: { "give-up": { type: "boolean" } },
      positionals: { min: 1, max: 1 },
      needs: "an exercise, as in `npm run solution event-store/append`",
    });
    const { catalogue, progress } = await openLearner(root);
    const exercise = requireExercise(catalogue, positionals[0] ?? "");
    const known = progress.of(exercise.id);
    const gaveUp = known.state !== "passed";
    if (gaveUp && known.solution === "closed" && values["give-up"] !== true) await confirm(exercise, known, io, ask);

    const reference = readReference(exercise);
    const own = readAnswer(root, exercise)?.toString("utf8");
    if (known.solution === "closed")
      progress.record({ type: "SolutionRevealed", data: { exercise: exercise.id, gaveUp } });
    io.print(renderSolution(exercise, reference, own === undefined ? undefined : await diff(own, reference), io));
    return 0;
  });

/** Shows the reference answer, and how the learner's file differs from it. */
export const run = solutionCommand(async (question) => {
  const { ask } = await import("./ask.ts");
  return ask(question);
});

/** Returns only when the learner has given up in words. */
async function confirm({ id }: Exercise, { hints }: ExerciseProgress, io: Io, ask: Ask): Promise<void> {
  const left = 3 - hints;
  const hint =
    left === 0 ? "" : ` (${left === 1 ? "one hint is" : `${String(left)} hints are`} left: \`npm run hint ${id}\`)`;
  if (!io.interactive)
    throw new UserError(
      `The solution of ${id} opens once your answer has passed; to see it before${hint}, run \`npm run solution -- ${id} --give-up\`.`,
    );
  const answer = await ask(`You have not passed ${id} yet${hint}. Type "${WORDS}" to see its solution all the same: `);
  if (answer.trim().toLowerCase().replace(/[."']/g, "") !== WORDS.toLowerCase())
    throw new UserError(`The solution of ${id} stays closed: your answer was not "${WORDS}".`);
}

function readReference({ id, files }: Exercise): string {
  try {
    return readFileSync(files.solution, "utf8");
  } catch {
    throw new UserError(
      `The solution of ${id} is missing from the clone: \`git checkout -- solutions\` brings it back.`,
    );
  }
}

async function diff(own: string, reference: string): Promise<readonly string[]> {
  const { structuredPatch } = await import("diff");
  const lf = (text: string): string => text.replaceAll("\r\n", "\n");
  return structuredPatch("", "", lf(own), lf(reference), "", "", { context: 3 }).hunks.flatMap(
    ({ oldStart, oldLines, newStart, newLines, lines }) => [
      `@@ -${String(oldStart)},${String(oldLines)} +${String(newStart)},${String(newLines)} @@`,
      ...lines.filter((line) => !line.startsWith("\\")),
    ],
  );
}
