import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { allExercises, type Exercise } from "../../src/catalogue/index.ts";
import { readCourse } from "../../src/catalogue/read-course.ts";

/** An empty folder that is removed when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "eventlings-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/** Writes a file and its folders. */
export function write(root: string, path: string, content: string): void {
  const file = join(root, ...path.split("/"));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

/** The stub of the small course's exercise. */
export const stubOf = (name: string): string =>
  `import { NotImplemented } from "eventlings";

export function ${name}(): number {
  throw new NotImplemented("${name}");
}
`;

const manifest = (title: string, extra = ""): string => `title: ${title}
minutes: 20
track: core
${extra}rules:
  - { id: first, says: It does the first thing., why: Reasons., section: one }
  - { id: second, says: It does the second thing., why: Reasons., section: two }
hints:
  question: "What is left when the first one is gone, and which part of your file still knows about it?"
  pattern: "Keep two things. See the guide: “Two”."
  code: |
    Return the sum:

        return first + second;

    and nothing else.
`;

/**
 * A small course in a temporary clone: lesson 4 with `store/append` (interview) and the planned
 * `store/retry` (deep), lesson 9 with `views/order-view`.
 */
export function smallCourse(): string {
  const root = temporaryFolder();
  write(root, "package.json", JSON.stringify({ name: "eventlings", type: "module", exports: "./src/kit/index.ts" }));
  write(
    root,
    "lessons/04-store/lesson.yaml",
    `title: The store
summary: A log.
planned:
  - { number: 2, slug: retry, title: Append twice, track: deep, minutes: 35 }
`,
  );
  write(root, "lessons/04-store/1-append.yaml", manifest("A store in memory", "interview: true\n"));
  write(root, "lessons/04-store/1-append.ts", stubOf("append"));
  write(root, "solutions/04-store/1-append.ts", "// The sum.\nexport function append(): number {\n  return 3;\n}\n");
  write(
    root,
    "harness/mistakes/04-store/1-append/off-by-one.ts",
    "// @belief Counting starts at nought.\n// @breaks first\nexport {};\n",
  );
  write(root, "lessons/09-views/lesson.yaml", "title: Views\nsummary: Reading.\n");
  write(root, "lessons/09-views/1-order-view.yaml", manifest("A view of orders"));
  write(root, "lessons/09-views/1-order-view.ts", stubOf("orderView"));
  return root;
}

/** Copies the real kit into a small course, so that its files can be type-checked. */
export function withKit(root: string): void {
  cpSync(join(import.meta.dirname, "..", "..", "src", "kit"), join(root, "src", "kit"), { recursive: true });
}

/** The exercises of a course as they are on disk now. */
export const exercisesOf = (root: string): readonly Exercise[] => allExercises(readCourse(root));

/** One exercise of a course. */
export function exerciseOf(root: string, id: string): Exercise {
  const found = exercisesOf(root).find((exercise) => exercise.id === id);
  if (found === undefined) throw new Error(`The course in ${root} has no exercise ${id}.`);
  return found;
}
