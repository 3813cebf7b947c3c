export { readAnnotations } from "./annotations.ts";
export { allExercises, findExercise, findLesson, type Found } from "./find.ts";
export { loadCatalogue } from "./load.ts";
export { readCourse } from "./read-course.ts";
export type { Alternative, Catalogue, Exercise, ExerciseFiles, Hints, Lesson, Mistake, Rule, Track } from "./types.ts";
