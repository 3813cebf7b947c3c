import { statSync } from "node:fs";
import { resolve } from "node:path";
import { allExercises, type Catalogue, type Exercise } from "../../catalogue/index.ts";
import { currentExercise, type Summary } from "../../progress/index.ts";
import { nearestName } from "../../render/index.ts";
import { UserError } from "../errors.ts";
import { requireExercise } from "../exercises.ts";
import type { CheckOptions } from "./options.ts";

/** The exercises that are meant; without an id, the one that the learner is at. */
export function chooseExercises(options: CheckOptions, catalogue: Catalogue, summary: Summary): readonly Exercise[] {
  const exercises = allExercises(catalogue);
  if (options.all) return exercises.filter(({ written }) => written);
  if (options.ids.length > 0) return [...new Set(options.ids.map((id) => requireExercise(catalogue, id)))];
  const current = currentExercise(exercises, summary);
  if (current !== undefined) return [current];
  throw new UserError(
    "You have passed every exercise, so there is no current one: name one (`npm run check event-store/append`), or check all of them with `npm run check -- --all`.",
  );
}

/** Refuses ids of promises that the exercise does not have. */
export function requireRules({ id, rules }: Exercise, wanted: readonly string[]): void {
  const names = rules.map((rule) => rule.id);
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const meant = nearestName(unknown, names);
  const guess = meant === undefined ? "" : ` Did you mean ${meant}?`;
  throw new UserError(`${id} has no promise "${unknown}".${guess} Its promises are ${names.join(", ")}.`);
}

/** The file to judge: the learner's own, or the one named, seen from where the command was typed. */
export function answerFile(exercise: Exercise, named: string | undefined): string {
  if (named === undefined) return exercise.files.workspace;
  // npm runs scripts in the clone's folder, and says in INIT_CWD where it was called.
  const file = [process.env["INIT_CWD"] ?? "", ""].map((from) => resolve(from, named)).find(isFile);
  if (file !== undefined) return file;
  throw new UserError(`There is no file "${named}" to judge: give the path of a TypeScript file, from where you are.`);
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;
