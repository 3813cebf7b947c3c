export { CannotScaffold, newExercise } from "./new-exercise.ts";
export { FILL_IN } from "./templates.ts";
