import { readFileSync } from "node:fs";
import { allExercises, type Catalogue, type Exercise } from "../../catalogue/index.ts";
import { SHOP_PARTS, type ShopFiles } from "../../judge/index.ts";
import { hashOf, type Summary } from "../../progress/index.ts";

/** A part of the shop, and whose it is. */
export interface ChosenPart {
  readonly key: string;
  readonly exercise: Exercise;
  /** `changed`: it is the learner's, and is not what has passed. */
  readonly whose: "yours" | "changed" | "reference";
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

/** Whose part an exercise gives: the learner's own, once it has passed. */
export function whoseIs({ id, files }: Exercise, summary: Summary): ChosenPart["whose"] {
  const { state, attempts } = summary.of(id);
  const content = state === "passed" ? contentOf(files.workspace) : undefined;
  if (content === undefined) return "reference";
  const hash = hashOf(content);
  return attempts.some((attempt) => attempt.hash === hash && attempt.result?.status === "pass") ? "yours" : "changed";
}

function contentOf(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    // Deleted, or a folder by now: then the reference's part stands in.
    return undefined;
  }
}

/** The file of each part. */
export const filesOf = (parts: readonly ChosenPart[]): ShopFiles =>
  Object.fromEntries(
    parts.map(({ key, exercise, whose }) => [
      key,
      whose === "reference" ? exercise.files.solution : exercise.files.workspace,
    ]),
  );

/** Built-in modules that one of the parts may import. */
export const needsOf = (parts: readonly ChosenPart[]): readonly string[] => [
  ...new Set(parts.flatMap(({ exercise }) => exercise.needs)),
];
