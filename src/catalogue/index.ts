export { readAnnotations } from "./annotations.ts";
export { allExercises, findExercise, findLesson, type Found } from "./find.ts";
export { lessonFolder } from "./files.ts";
export { IndexDamaged } from "./index-file.ts";
export { loadCatalogue, renewCatalogue } from "./load.ts";
export { readSignatures, writeSignatures, type Signatures } from "./signatures.ts";
export type {
  Alternative,
  Catalogue,
  Counts,
  Exercise,
  ExerciseFiles,
  Hints,
  Lesson,
  Mistake,
  Rule,
  Track,
} from "./types.ts";
