import { allExercises, type Catalogue, type Exercise } from "../../catalogue/index.ts";
import { SHOP_PARTS, type ShopFiles } from "../../judge/index.ts";
import type { Summary } from "../../progress/index.ts";
import { ownFile, whoseIs, type Whose } from "../whose.ts";

/** A part of the shop, and whose it is. */
export interface ChosenPart {
  readonly key: string;
  readonly exercise: Exercise;
  readonly whose: Whose;
}

/** The learner's own file where the exercise was passed and the file is there; the reference's otherwise. */
export function chooseParts(catalogue: Catalogue, summary: Summary): readonly ChosenPart[] {
  const exercises = allExercises(catalogue);
  return SHOP_PARTS.map(({ key, exercise: id }) => {
    const exercise = exercises.find((each) => each.id === id);
    if (exercise === undefined || !exercise.written)
      throw new Error(`The shop is made of ${id} among others, and the course has no such exercise.`);
    return { key, exercise, whose: whoseIs(exercise, summary) };
  });
}

/** The file of each part. */
export const filesOf = (parts: readonly ChosenPart[]): ShopFiles =>
  Object.fromEntries(parts.map(({ key, exercise, whose }) => [key, ownFile(exercise, whose)]));

/** Built-in modules that one of the parts may import. */
export const needsOf = (parts: readonly ChosenPart[]): readonly string[] => [
  ...new Set(parts.flatMap(({ exercise }) => exercise.needs)),
];
