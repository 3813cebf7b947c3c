import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Finding } from "./finding.ts";
import type { Page, Snippet } from "./guide.ts";

/** The snippets of a page that make up one module. */
export interface SnippetModule {
  readonly page: Page;
  /** Where the module was written, so that types can be checked and places be told. */
  readonly file: string;
  readonly source: string;
  readonly snippets: readonly Snippet[];
  /** What the guide says that it prints. */
  readonly promised: readonly string[];
  /** What comes of a line of the module: its line in the guide. */
  lineInGuide(line: number): number;
}

const EXPECTED = /^\s*\/\/ → ?(.*)$/;

/** Writes every module of a page's snippets below `folder`. */
export function writeSnippetModules(page: Page, where: string, folder: string): readonly SnippetModule[] {
  const groups: Snippet[][] = [];
  for (const snippet of page.snippets) {
    const last = groups.at(-1);
    if (snippet.continues && last !== undefined) last.push(snippet);
    else groups.push([snippet]);
  }
  mkdirSync(folder, { recursive: true });
  return groups.map((snippets, index) => {
    const lines: number[] = [];
    const source = snippets
      .map(({ code, line }) => {
        code.split("\n").forEach((_, offset) => lines.push(line + 1 + offset));
        return code;
      })
      .join("\n");
    const file = join(folder, `${where}-${String(index + 1)}.ts`);
    writeFileSync(file, `${source}\nexport {};\n`);
    const promised = source.split("\n").flatMap((line) => EXPECTED.exec(line)?.[1] ?? []);
    return { page, file, source, snippets, promised, lineInGuide: (line) => lines[line - 1] ?? snippets[0]?.line ?? 1 };
  });
}

interface Printed {
  readonly file: string;
  readonly lines: readonly string[];
  readonly error?: string;
}

/** Runs all modules in one process and holds what they print against what the guides say. */
export async function runSnippets(
  modules: readonly SnippetModule[],
  root: string,
  scratch: string,
): Promise<readonly Finding[]> {
  if (modules.length === 0) return [];
  const { build } = await import("esbuild");
  const out = join(scratch, "run");
  const bundled = await build({
    entryPoints: modules.map(({ file }) => file),
    outdir: out,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    target: "es2023",
    sourcemap: "inline",
    logLevel: "silent",
    tsconfigRaw: {},
    alias: { eventlings: join(root, "src", "kit", "index.ts") },
  }).then(
    () => undefined,
    (error: unknown) =>
      error as { errors?: readonly { text: string; location: { file: string; line: number } | null }[] },
  );
  if (bundled !== undefined) return compileFindings(bundled.errors ?? [], modules);
  const printed = await execute(
    modules.map(({ file }) => join(out, `${basename(file, ".ts")}.mjs`)),
    out,
  );
  return modules.flatMap((module, index) => compare(module, printed[index]));
}

function compileFindings(
  errors: readonly { text: string; location: { file: string; line: number } | null }[],
  modules: readonly SnippetModule[],
): readonly Finding[] {
  return errors.map(({ text, location }) => {
    const module = modules.find(({ file }) => location !== null && basename(file) === basename(location.file));
    return {
      where: module === undefined ? "guides" : whereOf(module),
      file: module?.page.file ?? "",
      ...(module === undefined || location === null ? {} : { line: module.lineInGuide(location.line) }),
      message: `a snippet does not compile: ${text}.`,
    };
  });
}

/** Evaluates the modules one after the other and reports what each printed. */
function execute(files: readonly string[], folder: string): Promise<readonly Printed[]> {
  const runner = join(folder, "run.mjs");
  writeFileSync(runner, RUNNER);
  return new Promise((done, fail) => {
    execFile(
      process.execPath,
      ["--enable-source-maps", runner, ...files],
      { timeout: 30_000, maxBuffer: 16 * 1024 * 1024, env: { ...process.env, NO_COLOR: "1" } },
      (error, stdout) => {
        try {
          done(JSON.parse(stdout) as readonly Printed[]);
        } catch {
          fail(
            new Error(`The snippets of the guides did not run to their end: ${error?.message ?? stdout.slice(0, 200)}`),
          );
        }
      },
    );
  });
}

/** Plain JavaScript: it runs as it is, outside the bundle. */
const RUNNER = `
import { format } from "node:util";
import { pathToFileURL } from "node:url";
const results = [];
const print = process.stdout.write.bind(process.stdout);
process.on("unhandledRejection", (error) => { results.at(-1).error ??= "a promise rejected and nobody waited for it: " + String(error); });
for (const file of process.argv.slice(2)) {
  const result = { file, lines: [] };
  results.push(result);
  for (const name of ["log", "info", "warn", "error"]) {
    console[name] = (...values) => result.lines.push(...format(...values).split("\\n"));
  }
  try {
    await import(pathToFileURL(file).href);
    await new Promise((resolve) => setImmediate(resolve));
  } catch (error) {
    result.error = error instanceof Error ? error.name + ": " + error.message : String(error);
  }
}
print(JSON.stringify(results), () => process.exit(0));
`;

const whereOf = ({ page }: SnippetModule): string => /lessons[\\/]\d+-([a-z0-9-]+)/.exec(page.file)?.[1] ?? "guides";

function compare(module: SnippetModule, printed: Printed | undefined): readonly Finding[] {
  const first = module.snippets[0]?.line ?? 1;
  const finding = (message: string, line = first): readonly Finding[] => [
    { where: whereOf(module), file: module.page.file, line, message },
  ];
  if (printed === undefined) return finding("this snippet did not run.");
  if (printed.error !== undefined) return finding(`this snippet throws: ${printed.error}.`);
  const { promised } = module;
  if (promised.length === 0) return [];
  const wrong = promised.findIndex((text, index) => text.trim() !== printed.lines[index]?.trim());
  if (wrong === -1 && promised.length === printed.lines.length) return [];
  const at = wrong === -1 ? promised.length : wrong;
  return finding(
    `this snippet says that it prints ${quote(promised[at])}, and prints ${quote(printed.lines[at])} there.`,
    lineOfPromise(module, at),
  );
}

function lineOfPromise(module: SnippetModule, index: number): number {
  let seen = -1;
  const line = module.source.split("\n").findIndex((text) => EXPECTED.test(text) && (seen += 1) === index);
  return module.lineInGuide(line + 1);
}

const quote = (text: string | undefined): string => (text === undefined ? "nothing more" : `“${text}”`);
