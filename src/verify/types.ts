import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { Exercise } from "../catalogue/index.ts";
import { typeCheck, typeCheckerPath } from "../judge/index.ts";
import type { Finding } from "./finding.ts";
import type { SnippetModule } from "./snippets.ts";

/** Exercises and snippets of guides, and whether their code may import built-in modules of Node. */
export interface Checked {
  readonly exercises: readonly Exercise[];
  readonly modules: readonly SnippetModule[];
  readonly mayUseNode: boolean;
}

/** May an answer to this exercise import built-in modules? Node's global names are known to it then, too. */
export const needsNode = ({ needs }: Exercise): boolean => needs.some((name) => name.startsWith("node:"));

/**
 * Type-checks every kept answer and every snippet as strictly as a learner's file, and proves that
 * stub, solution and alternatives can stand in for each other. One run of the checker for all.
 */
export async function checkTypes(
  root: string,
  { exercises, modules, mayUseNode }: Checked,
  folder: string,
): Promise<readonly Finding[]> {
  if (exercises.length + modules.length === 0) return [];
  mkdirSync(folder, { recursive: true });
  const owners = new Map<string, { readonly exercise: Exercise; readonly what: string; readonly shown: string }>();
  const files: string[] = [];
  for (const exercise of exercises) {
    const answers = answersOf(exercise).filter((file) => existsSync(file));
    for (const file of answers) owners.set(file, { exercise, what: "", shown: file });
    files.push(...answers, ...writeAgreement(exercise, folder, owners));
  }
  const snippets = new Map(modules.map((module) => [module.file, module]));
  const config = join(folder, "tsconfig.json");
  writeFileSync(
    config,
    JSON.stringify({
      compilerOptions: {
        strict: true,
        noUncheckedIndexedAccess: true,
        target: "es2023",
        lib: ["es2023"],
        types: mayUseNode ? ["node"] : [],
        module: "nodenext",
        moduleResolution: "nodenext",
        allowImportingTsExtensions: true,
        skipLibCheck: true,
        noEmit: true,
      },
      files: [join(root, "src", "kit", "ambient.d.ts"), ...files, ...snippets.keys()],
    }),
  );
  const problems = await typeCheck(typeCheckerPath(root), root, ["-p", config]);
  return problems.map(({ file, line, code, message }) => {
    const owner = owners.get(file);
    const snippet = snippets.get(file);
    if (owner !== undefined) {
      return {
        where: owner.exercise.id,
        file: owner.shown,
        ...(owner.what === "" ? { line } : {}),
        message: `${owner.what}${code}: ${message}`,
      };
    }
    if (snippet !== undefined) {
      return {
        where: "guides",
        file: snippet.page.file,
        line: snippet.lineInGuide(line),
        message: `this snippet has a type error: ${code}: ${message}`,
      };
    }
    return { where: "kit", file, line, message: `${code}: ${message}` };
  });
}

const answersOf = ({ files, alternatives, mistakes }: Exercise): readonly string[] => [
  files.stub,
  files.solution,
  ...alternatives.map(({ file }) => file),
  ...mistakes.map(({ file }) => file),
];

/** A file that compiles only where stub, solution and alternatives export the same things. */
function writeAgreement(
  exercise: Exercise,
  folder: string,
  owners: Map<string, { readonly exercise: Exercise; readonly what: string; readonly shown: string }>,
): readonly string[] {
  const { stub, solution } = exercise.files;
  const path = (file: string): string => JSON.stringify(`./${relative(folder, file).split(sep).join("/")}`);
  const pairs = [
    { other: solution, what: "stub and solution do not agree in what they export: ", both: true },
    ...exercise.alternatives.map(({ file }) => ({
      other: file,
      what: "this alternative does not export what the stub does: ",
      both: false,
    })),
  ];
  return pairs
    .filter(({ other }) => existsSync(other))
    .map(({ other, what, both }, index) => {
      const name = `${exercise.lesson}.${exercise.slug}.${String(index)}.agree.ts`;
      const file = join(folder, name);
      const source = [
        `import * as stub from ${path(stub)};`,
        `import * as other from ${path(other)};`,
        "export const forward: typeof stub = other;",
        ...(both ? ["export const backward: typeof other = stub;"] : []),
        "",
      ].join("\n");
      writeFileSync(file, source);
      owners.set(file, { exercise, what, shown: other });
      return file;
    });
}
