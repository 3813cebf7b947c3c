import { allExercises } from "../catalogue/index.ts";
import { courseProgress } from "../progress/index.ts";
import { loadBank, readHistory, statistics } from "../quiz/index.ts";
import { schedule } from "../quiz/memory/schedule.ts";
import { renderStats, type ExerciseCount } from "../render/quiz/index.ts";
import { readArguments } from "./arguments.ts";
import { learnerCommand, openLearner } from "./learner.ts";

/** Shows what was learned and what is weak. */
export const run = learnerCommand(async (args, { root, io }) => {
  const { values } = readArguments(args, { command: "stats", options: { json: { type: "boolean" } } });
  const { catalogue, progress } = await openLearner(root);
  const { cards, topics } = await loadBank(root);
  const history = readHistory(progress.events);
  const now = Date.now();
  const known = statistics(cards, topics, history, schedule(cards, history, now), progress.events, now);
  const all = allExercises(catalogue);
  const count = (name: string, exercises: typeof all): ExerciseCount => ({
    name,
    ...courseProgress(exercises, progress.summary),
  });
  const exercises = [
    count("all", all),
    count(
      "interview track",
      all.filter(({ interview }) => interview),
    ),
    count(
      "core track",
      all.filter(({ track }) => track === "core"),
    ),
  ];
  io.print(
    values.json === true ? JSON.stringify({ exercises, ...known }, undefined, 2) : renderStats(known, exercises, io),
  );
  return 0;
});
