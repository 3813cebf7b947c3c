import { lstatSync } from "node:fs";
import { basename, relative } from "node:path";
import type { BuildFailure, BuildOptions, Message } from "esbuild";
import type { CompiledModule, LoadProblem } from "./protocol.ts";

/** A module ready to be judged, or the reason why it is none. */
export type Compilation = { readonly module: CompiledModule } | { readonly problem: LoadProblem };

/** Modules that a file may import and that are not bundled into it: the judge provides them. */
const PROVIDED = ["eventlings", "#spec", "#exercise/*", "fast-check", "node:*"];

/**
 * Compiles TypeScript files to CommonJS, each bundled with the files that it imports by a relative
 * path. One file's syntax error does not spoil the others.
 */
export async function compile(files: readonly string[]): Promise<Map<string, Compilation>> {
  const { build } = await import("esbuild");
  const results = await Promise.all(files.map(async (file) => [file, await compileOne(build, file)] as const));
  return new Map(results);
}

/** Compiles a module that stands in no file: `name` is what it is called in stack traces. */
export async function compileText(name: string, text: string, folder: string): Promise<Compilation> {
  const { build } = await import("esbuild");
  return bundle(build, name, { stdin: { contents: text, resolveDir: folder, sourcefile: name, loader: "ts" } });
}

async function compileOne(build: typeof import("esbuild").build, file: string): Promise<Compilation> {
  const unreadable = whyUnreadable(file);
  return unreadable === undefined ? bundle(build, file, { entryPoints: [file] }) : { problem: unreadable };
}

async function bundle(
  build: typeof import("esbuild").build,
  file: string,
  entry: Pick<BuildOptions, "entryPoints" | "stdin">,
): Promise<Compilation> {
  try {
    const { outputFiles } = await build({
      ...entry,
      bundle: true,
      write: false,
      outdir: "out",
      format: "cjs",
      platform: "neutral",
      target: "es2023",
      external: PROVIDED,
      packages: "external",
      sourcemap: "external",
      sourcesContent: false,
      logLevel: "silent",
      charset: "utf8",
      // The learner's tsconfig is for editors; nothing in it may change what the code does.
      tsconfigRaw: {},
    });
    const code = outputFiles.find(({ path }) => path.endsWith(".js"))?.text ?? "";
    const map = outputFiles.find(({ path }) => path.endsWith(".map"))?.text;
    return { module: { file, code, ...(map === undefined ? {} : { map }) } };
  } catch (error) {
    return { problem: asProblem(error as BuildFailure, file) };
  }
}

function whyUnreadable(file: string): LoadProblem | undefined {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  if (stats === undefined) {
    return {
      kind: "missing-file",
      message: `${basename(file)} is not there. Reset the exercise to get its stub back.`,
    };
  }
  if (stats.isDirectory()) {
    return {
      kind: "not-a-file",
      message: `${basename(file)} is a folder, and the exercise needs a file of that name. Move the folder away, then reset the exercise.`,
    };
  }
  return undefined;
}

function asProblem(failure: BuildFailure, file: string): LoadProblem {
  const first: Message | undefined = failure.errors?.[0];
  if (first === undefined) {
    return { kind: "not-a-file", message: `${basename(file)} could not be read: ${failure.message}` };
  }
  const place =
    first.location === null
      ? undefined
      : { file: sourceOf(first.location.file, file), line: first.location.line, column: first.location.column + 1 };
  const missing = /^Could not resolve "(.*)"/.exec(first.text)?.[1];
  const at = place === undefined ? {} : { place };
  if (missing !== undefined) {
    return {
      kind: "missing-import",
      message: `Your file imports "${missing}", and there is no such file beside it.`,
      ...at,
    };
  }
  if (first.location === null)
    return { kind: "not-a-file", message: `${basename(file)} could not be read: ${first.text}`, ...at };
  return { kind: "syntax", message: `Your file is not valid TypeScript yet: ${lowerFirst(first.text)}.`, ...at };
}

/** esbuild names files relative to the working directory. */
const sourceOf = (named: string, file: string): string => (relative(process.cwd(), file) === named ? file : named);

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
