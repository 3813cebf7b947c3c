import type { Exercise } from "../catalogue/index.ts";
import type { Summary } from "./summary.ts";

/** What of an exercise matters for where a learner is. */
export type CourseExercise = Pick<Exercise, "id" | "written">;

/** How much of some exercises is done. */
export interface CourseProgress {
  /** Written exercises: planned ones cannot be done yet. */
  readonly total: number;
  readonly passed: number;
}

/** The first exercise in the order of the course that is not passed, after the one named if any. */
export function nextExercise<E extends CourseExercise>(
  exercises: readonly E[],
  summary: Summary,
  after?: string,
): E | undefined {
  const open = (exercise: E): boolean =>
    exercise.written && exercise.id !== after && summary.of(exercise.id).state !== "passed";
  const start = after === undefined ? 0 : exercises.findIndex(({ id }) => id === after) + 1;
  return exercises.slice(start).find(open) ?? exercises.find(open);
}

/**
 * Where the learner is: what was last worked on while it is not passed, else the first exercise
 * that is not. Undefined once everything is passed. Give it a track's exercises to stay in a track.
 */
export function currentExercise<E extends CourseExercise>(exercises: readonly E[], summary: Summary): E | undefined {
  const last = exercises.find(({ id }) => id === summary.lastWorkedOn);
  if (last?.written === true && summary.of(last.id).state !== "passed") return last;
  return nextExercise(exercises, summary);
}

/** How much of these exercises (a track's, a lesson's, all of them) is passed. */
export function courseProgress(exercises: readonly CourseExercise[], summary: Summary): CourseProgress {
  const written = exercises.filter((exercise) => exercise.written);
  return {
    total: written.length,
    passed: written.filter(({ id }) => summary.of(id).state === "passed").length,
  };
}
