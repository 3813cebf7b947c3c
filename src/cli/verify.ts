import { spawnSync } from "node:child_process";
import { relative, sep } from "node:path";
import { renewCatalogue, type Catalogue, type Exercise } from "../catalogue/index.ts";
import { describeBank, keepCoverage, proveQuiz, renderFinding, verify } from "../verify/index.ts";
import { readArguments } from "./arguments.ts";
import { UserError } from "./errors.ts";
import type { CommandContext } from "./io.ts";

/** Proves the course: for contributors, and part of `npm test`. */
export async function run(args: readonly string[], { root, io }: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, {
    command: "verify",
    positionals: { min: 0, max: Infinity },
    options: {
      changed: { type: "boolean", default: false },
      thorough: { type: "boolean", default: false },
      update: { type: "boolean", default: false },
      quiz: { type: "boolean", default: false },
    },
  });
  // Never from the index: what is proven is the files.
  const catalogue = await renewCatalogue(root);
  for (const problem of catalogue.problems) io.print(`catalogue ${problem}`);
  if (values.quiz) {
    if (values.update) keepCoverage(root, catalogue);
    return verifyQuiz(root, catalogue, io);
  }
  const only = selection(root, catalogue, positionals, values.changed);
  const started = performance.now();
  const depth = values.update ? "update" : values.thorough ? "thorough" : "usual";
  const result = await verify({ root, catalogue, depth, ...(only === undefined ? {} : { only }) });
  // `check` recognises ideas by the signatures, which it reads from the index.
  if (values.update) await renewCatalogue(root);
  for (const finding of result.findings) io.print(renderFinding(root, finding));

  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const wrong = result.findings.length + catalogue.problems.length;
  io.print(
    `${String(result.exercises)} exercises: ${String(result.rules)} rules, ${String(result.exercises)} stubs and solutions, ${String(result.alternatives)} alternatives, ${String(result.mistakes)} mistakes, ${String(result.snippets)} snippet modules in ${seconds} s: ${wrong === 0 ? "everything holds." : `${String(wrong)} findings.`}`,
  );
  return wrong === 0 ? 0 : 1;
}

/** Only the questions: a second, where everything takes minutes. */
function verifyQuiz(root: string, catalogue: Catalogue, io: CommandContext["io"]): number {
  const findings = proveQuiz(root, catalogue);
  for (const finding of findings) io.print(renderFinding(root, finding));
  io.print(
    `${describeBank(root)} ${findings.length === 0 ? "Everything holds." : `${String(findings.length)} findings.`}`,
  );
  return findings.length === 0 ? 0 : 1;
}

function selection(
  root: string,
  catalogue: Catalogue,
  names: readonly string[],
  changed: boolean,
): ((exercise: Exercise) => boolean) | undefined {
  if (changed) return touchedSince(root);
  if (names.length === 0) return undefined;
  const matches = (exercise: Exercise, name: string): boolean =>
    exercise.lesson === name || exercise.id === name || exercise.slug === name;
  const all = catalogue.lessons.flatMap(({ exercises }) => exercises);
  for (const name of names) {
    if (!all.some((exercise) => exercise.written && matches(exercise, name))) {
      throw new UserError(
        `Nothing written is called "${name}". Give a lesson's slug or an exercise's id; \`npm run list\` shows them.`,
      );
    }
  }
  return (exercise) => names.some((name) => matches(exercise, name));
}

/** Exercises whose files differ from the last commit; all of them where something shared does. */
function touchedSince(root: string): (exercise: Exercise) => boolean {
  const { status, stdout } = spawnSync("git", ["status", "--porcelain", "--no-renames", "-uall", "-z"], {
    cwd: root,
    encoding: "utf8",
  });
  if (status !== 0)
    throw new UserError("--changed needs Git, and this folder is no clone. Run `npm run verify` without it.");
  const paths = stdout
    .split("\0")
    .map((entry) => entry.slice(3))
    .filter((path) => path !== "");
  const own = (path: string): boolean => /^(lessons|solutions|harness\/(rules|mistakes|alternatives))\//.test(path);
  if (paths.some((path) => !own(path) && /^(src\/kit|src\/judge|harness)\//.test(path))) return () => true;
  return ({ files, slug, number }) => {
    const lesson = relative(root, files.stub).split(sep)[1] ?? "";
    return paths.some(
      (path) => path.includes(`/${lesson}/${String(number)}-${slug}`) || path === `lessons/${lesson}/guide.md`,
    );
  };
}
