import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { exerciseFiles, type ExerciseName } from "./templates.ts";

/** Thrown where no exercise of that name can be made; the message says why and what to do. */
export class CannotScaffold extends Error {
  readonly code = "CANNOT_SCAFFOLD";

  constructor(message: string) {
    super(message);
    this.name = "CannotScaffold";
  }
}

/**
 * Makes every file of a new exercise, each with places to fill in. Nothing that exists is touched.
 *
 * @param path `16-outbox/3-crash-poison`: folder of the lesson, number and slug of the exercise
 * @returns the files made, relative to the clone, with `/` between folders
 */
export function newExercise(root: string, path: string): readonly string[] {
  const files = exerciseFiles(parseName(root, path));
  const taken = [...files.keys()].find((file) => existsSync(join(root, ...file.split("/"))));
  if (taken !== undefined) {
    throw new CannotScaffold(
      `${taken} exists already, and nothing was written. Choose another number and name, or edit that file.`,
    );
  }
  for (const [file, content] of files) {
    const target = join(root, ...file.split("/"));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content, { flag: "wx" });
  }
  return [...files.keys()];
}

function parseName(root: string, path: string): ExerciseName {
  const [, lessonFolder, lesson, number, slug] =
    /^(\d{2}-([a-z0-9-]+))\/(\d+)-([a-z0-9]+(?:-[a-z0-9]+)*)$/.exec(path) ?? [];
  if (lessonFolder === undefined || lesson === undefined || number === undefined || slug === undefined) {
    throw new CannotScaffold(
      `"${path}" is no name of an exercise. Write it as the folder of its lesson, its number and its name in lower case: 16-outbox/3-crash-poison.`,
    );
  }
  const lessons = readdirSync(join(root, "lessons")).filter((entry) =>
    existsSync(join(root, "lessons", entry, "lesson.yaml")),
  );
  if (!lessons.includes(lessonFolder)) {
    throw new CannotScaffold(
      `There is no lesson folder lessons/${lessonFolder} with a lesson.yaml. Make that first; the lessons are ${lessons.join(", ")}.`,
    );
  }
  const double = readdirSync(join(root, "lessons", lessonFolder)).find(
    (entry) => entry.startsWith(`${number}-`) && entry.endsWith(".yaml"),
  );
  if (double !== undefined)
    throw new CannotScaffold(
      `lessons/${lessonFolder} has an exercise ${number} already: ${double}. Choose the next number.`,
    );
  return { lessonFolder, lesson, file: `${number}-${slug}`, slug };
}
