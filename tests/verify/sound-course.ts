import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readCourse } from "../../src/catalogue/read-course.ts";
import { renderFinding, verify } from "../../src/verify/index.ts";
import { temporaryFolder, withKit, write } from "../support/course.ts";

const project = join(import.meta.dirname, "..", "..");

const MANIFEST = `title: Add two amounts
minutes: 5
track: core
rules:
  - { id: adds, says: It adds., why: Sums are wrong without it., section: adding }
  - { id: order-does-not-matter, says: Order does not matter., why: Callers swap them., section: adding }
hints:
  question: What is a sum?
  pattern: Use the plus sign. See “Adding”.
  code: return left + right;
`;

const SPEC = `import fc from "fast-check";
import * as exercise from "#exercise/01-sums/1-add";
import { rulesFor } from "#spec";

const rule = rulesFor("sums/add", exercise);

rule("adds", ({ exercise, check, step }) => {
  step("add 2 and 3");
  check.equal(exercise.add(2, 3), 5, "2 and 3 did not make 5.");
});

rule("order-does-not-matter", async ({ exercise, check, forAll }) => {
  await forAll(fc.tuple(fc.nat(99), fc.nat(99)), ([left, right]) => {
    check.equal(exercise.add(left, right), exercise.add(right, left), "Swapping the two gave another sum.");
  });
});
`;

const answer = (head: string, body: string): string => `${head}
export function add(left: number, right: number): number {
  ${body}
}
`;

const GUIDE = `# Sums

## Adding

Read [this very section](#adding).

\`\`\`ts
console.log(1 + 1);
// → 2
\`\`\`
`;

/** Paths of the small sound course, by what they are. */
export const FILES = {
  manifest: "lessons/01-sums/1-add.yaml",
  stub: "lessons/01-sums/1-add.ts",
  guide: "lessons/01-sums/guide.md",
  solution: "solutions/01-sums/1-add.ts",
  spec: "harness/rules/01-sums/1-add.spec.ts",
  mistake: "harness/mistakes/01-sums/1-add/subtracts.ts",
  alternative: "harness/alternatives/01-sums/1-add/reduce.ts",
} as const;

/** A course of one exercise in which everything holds. */
export function soundCourse(): string {
  const root = temporaryFolder();
  write(root, "package.json", readFileSync(join(project, "package.json"), "utf8"));
  // A junction needs no rights on Windows; elsewhere the type is ignored.
  symlinkSync(join(project, "node_modules"), join(root, "node_modules"), "junction");
  cpSync(join(project, "dist", "judge"), join(root, "dist", "judge"), { recursive: true });
  withKit(root);
  for (const name of ["topics.yaml", "source-items.yaml"]) {
    write(root, `lessons/${name}`, readFileSync(join(project, "lessons", name), "utf8"));
  }
  write(root, "lessons/01-sums/lesson.yaml", "title: Sums\nsummary: Adding.\n");
  write(root, FILES.manifest, MANIFEST);
  write(root, FILES.guide, GUIDE);
  write(
    root,
    FILES.stub,
    `import { NotImplemented } from "eventlings";

export function add(_left: number, _right: number): number {
  // TODO: the sum.
  throw new NotImplemented("add");
}
`,
  );
  write(root, FILES.solution, answer("// The sum.", "return left + right;"));
  write(root, FILES.spec, SPEC);
  write(
    root,
    FILES.alternative,
    answer("// @style A fold.", "return [left, right].reduce((sum, next) => sum + next, 0);"),
  );
  write(root, "harness/alternatives/01-sums/1-add/minus.ts", answer("// @style Minus minus.", "return left - -right;"));
  write(
    root,
    FILES.mistake,
    answer("// @belief Minus is plus.\n// @breaks adds, order-does-not-matter", "return left - right;"),
  );
  write(
    root,
    "harness/mistakes/01-sums/1-add/left-only.ts",
    answer("// @belief One is enough.\n// @breaks adds, order-does-not-matter", "return left + right * 0;"),
  );
  write(
    root,
    "harness/mistakes/01-sums/1-add/one-more.ts",
    answer("// @belief Counting starts at one.\n// @breaks adds", "return left + right + 1;"),
  );
  return root;
}

/** Measures how the course's mistakes fail, as `verify --update` does. */
export async function update(root: string): Promise<void> {
  await verify({ root, catalogue: readCourse(root), depth: "update" });
}

/** Replaces text in a file of the course. */
export function change(root: string, path: string, from: string, to: string): void {
  const file = join(root, path);
  const before = readFileSync(file, "utf8");
  if (!before.includes(from)) throw new Error(`${path} does not contain ${from}.`);
  writeFileSync(file, before.replace(from, to));
}

/** What `verify` says of the course, one line a finding, faults of the manifests included. */
export async function findings(root: string, depth: "usual" | "thorough" = "usual"): Promise<readonly string[]> {
  const catalogue = readCourse(root);
  const result = await verify({ root, catalogue, depth });
  return [...catalogue.problems, ...result.findings.map((finding) => renderFinding(root, finding))];
}
