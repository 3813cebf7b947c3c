import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { smallCourse, withKit, write } from "./course.ts";

const CLONE = join(import.meta.dirname, "..", "..");

const spec = (
  lesson: string,
  exercise: string,
  name: string,
): string => `import * as exercise from "#exercise/${exercise}";
import { rulesFor } from "#spec";

const rule = rulesFor("${lesson}", exercise);

rule("first", ({ exercise, check, step }) => {
  step("call ${name}");
  check.equal(exercise.${name}() > 0, true, "${name} did not return more than nothing.");
});

rule("second", ({ exercise, check }) => {
  check.equal(exercise.${name}(), 3, "${name} did not return the sum.");
});
`;

/** The small course in a temporary clone in which answers can be judged: it has specs and a judge. */
export function judgedCourse(): string {
  const root = smallCourse();
  withKit(root);
  write(root, "harness/rules/04-store/1-append.spec.ts", spec("store/append", "04-store/1-append", "append"));
  write(
    root,
    "harness/rules/09-views/1-order-view.spec.ts",
    spec("views/order-view", "09-views/1-order-view", "orderView"),
  );
  mkdirSync(join(root, "dist"));
  // A junction is the kind of link that Windows makes without asking; elsewhere it is an ordinary one.
  symlinkSync(join(CLONE, "dist", "judge"), join(root, "dist", "judge"), "junction");
  symlinkSync(join(CLONE, "node_modules"), join(root, "node_modules"), "junction");
  return root;
}

/** An answer that returns this number. */
export const answer = (name: string, result: number): string =>
  `export function ${name}(): number {\n  return ${String(result)};\n}\n`;
