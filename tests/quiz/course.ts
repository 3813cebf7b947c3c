import { cpSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder, write } from "../support/course.ts";

const ROOT = join(import.meta.dirname, "..", "..");

/** A clone with one question of each kind. */
export function quizCourse(): string {
  const root = temporaryFolder();
  cpSync(join(import.meta.dirname, "fixtures", "every-kind"), root, { recursive: true });
  for (const name of ["topics.yaml", "source-items.yaml"])
    cpSync(join(ROOT, "lessons", name), join(root, "lessons", name));
  write(
    root,
    "lessons/15-inbox/lesson.yaml",
    `title: The inbox
summary: Once.
planned:
  - { number: 1, slug: with-inbox, title: Handle each message once, track: core, minutes: 30 }
`,
  );
  return root;
}
