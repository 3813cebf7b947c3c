import { join } from "node:path";
import type { ExerciseFiles } from "./types.ts";

/**
 * Where everything that belongs to an exercise lies.
 *
 * @param lesson   name of the lesson's folder: `04-event-store`
 * @param exercise name of the exercise's files: `1-append`
 */
export const filesOf = (root: string, lesson: string, exercise: string): ExerciseFiles => ({
  manifest: join(root, "lessons", lesson, `${exercise}.yaml`),
  stub: join(root, "lessons", lesson, `${exercise}.ts`),
  solution: join(root, "solutions", lesson, `${exercise}.ts`),
  spec: join(root, "harness", "rules", lesson, `${exercise}.spec.ts`),
  workspace: join(root, "workspace", lesson, `${exercise}.ts`),
});

/** Name of a lesson's folder. */
export const lessonFolder = (number: number, slug: string): string => `${String(number).padStart(2, "0")}-${slug}`;
