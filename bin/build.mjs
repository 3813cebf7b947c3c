import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import * as esbuild from "esbuild";

const common = {
  bundle: true,
  platform: "node",
  target: "node20.19",
  logLevel: "silent",
  legalComments: "none",
};

/**
 * Bundles the command line and the judge into `dist/`.
 *
 * Everything is built next door and moved into place, so that a command that starts while another
 * one builds finds either the old bundle or the new one.
 */
export async function build(root) {
  const next = join(root, `dist.${process.pid}`);
  await mkdir(next, { recursive: true });
  try {
    await Promise.all([buildCommand(root, next), buildJudge(root, next), buildLearnerLibrary(root, next)]);
    const old = join(root, `dist.${process.pid}.old`);
    const dist = join(root, "dist");
    await rename(dist, old).catch(() => undefined);
    await rename(next, dist);
    await rm(old, { recursive: true, force: true });
  } catch (error) {
    await rm(next, { recursive: true, force: true });
    throw error;
  }
}

/** The command: one small entry; everything heavy in chunks that are loaded when they are needed. */
const buildCommand = (root, out) =>
  esbuild.build({
    ...common,
    entryPoints: { cli: join(root, "src", "cli", "main.ts") },
    outdir: out,
    format: "esm",
    splitting: true,
    outExtension: { ".js": ".mjs" },
    chunkNames: "chunks/[name]-[hash]",
    minifySyntax: true,
    minifyWhitespace: true,
    // Loaded from node_modules: they bring files or executables of their own.
    external: ["esbuild", "vitest", "vitest/*", "typescript"],
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
  });

/**
 * The types of the language itself that a learner's file is checked against, in one file without
 * comments. The checker reads them anew at each save: 61 files with comments take it 8 ms longer.
 */
async function buildLearnerLibrary(root, out) {
  try {
    await writeFile(join(out, "learner-lib.d.ts"), await readLibrary(root));
  } catch {
    // The checker is missing or its files are named otherwise: it is asked for its own library then.
  }
}

async function readLibrary(root) {
  const require = createRequire(join(root, "package.json"));
  const typescript = createRequire(require.resolve("typescript/package.json"));
  const platform = `@typescript/typescript-${process.platform}-${process.arch}/package.json`;
  const folder = join(dirname(typescript.resolve(platform)), "lib");
  const seen = new Set();
  const visit = async (name) => {
    if (seen.has(name)) return "";
    seen.add(name);
    const text = await readFile(join(folder, `lib.${name}.d.ts`), "utf8");
    let before = "";
    for (const [, other] of text.matchAll(/^\/\/\/ <reference lib="([^"]+)"/gm)) before += await visit(other);
    return `${before}${withoutComments(text)}\n`;
  };
  return visit("es2023");
}

const withoutComments = (text) =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/^\s*\/\/.*$/gm, "")
    .replace(/^\s*\n/gm, "");

/** What runs inside a judge process. CommonJS: it starts faster, and evaluates CommonJS. */
const buildJudge = (root, out) =>
  esbuild.build({
    ...common,
    entryPoints: {
      "judge/child": join(root, "harness", "runner", "child.ts"),
      "judge/fast-check": "fast-check",
    },
    absWorkingDir: root,
    outdir: out,
    format: "cjs",
    outExtension: { ".js": ".cjs" },
    minifyWhitespace: true,
    alias: { eventlings: join(root, "src", "kit", "index.ts") },
    plugins: [
      {
        name: "one-fast-check",
        setup({ onResolve }) {
          onResolve({ filter: /^fast-check$/ }, ({ kind }) =>
            kind === "entry-point" ? undefined : { path: "./fast-check.cjs", external: true },
          );
        },
      },
    ],
  });
