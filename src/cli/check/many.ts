import type { Exercise } from "../../catalogue/index.ts";
import { renderCheckLine, renderCheckTotal } from "../../render/index.ts";
import type { Io } from "../io.ts";
import { inTurns } from "./in-turns.ts";
import type { Judged } from "./judge-answer.ts";

/** Judges several exercises, two at a time: a line each as they are done, then the failures in full. */
export async function checkMany(
  exercises: readonly Exercise[],
  judgeOne: (exercise: Exercise) => Promise<Judged>,
  show: (judged: Judged) => string,
  io: Io,
): Promise<readonly Judged[]> {
  const width = Math.max(0, ...exercises.map(({ id }) => id.length));
  const all: Judged[] = [];
  for await (const judged of inTurns(exercises, judgeOne)) {
    all.push(judged);
    io.print(renderCheckLine(judged.verdict, width, io));
  }
  // What is not written yet needs no report: its line has said so.
  for (const judged of all.filter(({ verdict }) => hasFailed(verdict))) io.print(`\n${show(judged)}`);
  io.print(
    `\n${renderCheckTotal(
      all.map(({ verdict }) => verdict),
      io,
    )}`,
  );
  return all;
}

/** Judges several exercises for a program to read: progress goes to the other stream, where a person watches. */
export async function judgeQuietly(
  exercises: readonly Exercise[],
  judgeOne: (exercise: Exercise) => Promise<Judged>,
  io: Io,
): Promise<readonly Judged[]> {
  const all: Judged[] = [];
  for await (const judged of inTurns(exercises, judgeOne)) {
    all.push(judged);
    if (io.interactive && exercises.length > 1)
      io.error(`${String(all.length)} of ${String(exercises.length)}: ${judged.exercise.id}`);
  }
  return all;
}

const hasFailed = ({ status, rules, types, problem }: Judged["verdict"]): boolean =>
  status === "error" ||
  (status === "fail" &&
    (types.length > 0 || problem !== undefined || rules.some(({ outcome }) => outcome.status === "fail")));
