import type { Exercise } from "../catalogue/index.ts";
import { renderVerdict, toExercism, type VerdictContext } from "../render/index.ts";
import { answerFile, chooseExercises, requireRules } from "./check/choose.ts";
import { judgeAnswer, type Judged } from "./check/judge-answer.ts";
import { checkMany, judgeQuietly } from "./check/many.ts";
import { readCheckOptions } from "./check/options.ts";
import { ruleCodes } from "./check/rule-code.ts";
import { learnerCommand, openLearner } from "./learner.ts";
import { readyWorkspace } from "./notices.ts";
import { verdictContext } from "./verdict-context.ts";

/** Judges exercises once. Ends with 0 when all pass, 1 when one does not, 2 when one could not be judged. */
export const run = learnerCommand(async (args, context) => {
  const { root, io } = context;
  const options = readCheckOptions(args);
  const learner = await openLearner(root);
  const { catalogue, progress } = learner;
  const exercises = chooseExercises(options, catalogue, progress.summary);
  const [first] = exercises;
  const only = exercises.length === 1 ? first : undefined;
  if (only !== undefined) requireRules(only, options.rules ?? []);
  if (options.file === undefined) readyWorkspace(context, learner);
  if (options.ui && only !== undefined) {
    const { openVitestUi } = await import("./check/vitest-ui.ts");
    return openVitestUi(only, context);
  }

  const judgeOne = (exercise: Exercise): Promise<Judged> =>
    judgeAnswer(exercise, answerFile(exercise, options.file), options, { root, progress });
  const contextOf = ({ exercise, source }: Judged): VerdictContext =>
    verdictContext(exercise, {
      root,
      catalogue,
      summary: progress.summary,
      failures: options.failures,
      ...(source === undefined ? {} : { source }),
    });
  const show = (judged: Judged): string => renderVerdict(judged.verdict, contextOf(judged), io);

  if (options.json) {
    const all = await judgeQuietly(exercises, judgeOne, io);
    const results = all.map((judged) => {
      const { rules, files } = judged.exercise;
      return toExercism(judged.verdict, rules, ruleCodes(files.spec), contextOf(judged));
    });
    io.print(JSON.stringify(only === undefined ? results : results[0], null, 2));
    return exitCode(all);
  }
  if (only === undefined) return exitCode(await checkMany(exercises, judgeOne, show, io));
  const judged = await judgeOne(only);
  io.print(show(judged));
  return exitCode([judged]);
});

function exitCode(all: readonly Judged[]): number {
  if (all.some(({ verdict }) => verdict.status === "error")) return 2;
  return all.every(({ verdict }) => verdict.status === "pass") ? 0 : 1;
}
