import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, rename, rm, utimes, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import * as esbuild from "esbuild";
import { bundleDeclarations } from "./bundle-declarations.mjs";
import fresh from "./fresh.cjs";
import { leanLibrary } from "./lean-library.mjs";

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
  await removeLeftovers(root);
  const started = new Date();
  const next = join(root, `dist.${process.pid}`);
  await mkdir(next, { recursive: true });
  try {
    await Promise.all([
      buildCommand(root, next),
      buildJudge(root, next),
      buildLearnerLibrary(root, next),
      buildKitTypes(root, next),
      writeFile(join(next, "folders.txt"), fresh.sourceFolders(root).join("\n")),
    ]);
    // A source that is saved while the build runs is newer than what was built from it.
    await utimes(join(next, "cli.cjs"), started, started);
    await moveIntoPlace(next, join(root, "dist"), `${next}.old`);
  } catch (error) {
    await rm(next, { recursive: true, force: true });
    throw error;
  }
}

/** Two terminals may build at once: whoever comes second puts the bundle of the first aside. */
async function moveIntoPlace(next, dist, old) {
  for (let attempt = 1; ; attempt += 1) {
    await rename(dist, old).catch(() => undefined);
    try {
      await rename(next, dist);
      break;
    } catch (error) {
      // Between the two renames, another build has moved its own bundle here.
      if (attempt === 10 || !["ENOTEMPTY", "EEXIST", "EPERM"].includes(error.code)) throw error;
      await rm(old, { recursive: true, force: true });
    }
  }
  await rm(old, { recursive: true, force: true });
}

/** Removes what builds have left behind that were ended half-way. */
async function removeLeftovers(root) {
  for (const name of await readdir(root)) {
    const pid = /^dist\.(\d+)(\.old)?$/.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    await rm(join(root, name), { recursive: true, force: true });
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
}

/**
 * The command: a small entry, and a file for everything that the sources import dynamically.
 *
 * CommonJS, because Node starts it faster than a graph of ES modules; and no shared chunks, because
 * reading one larger file is quicker than resolving ten small ones. So a module that two files
 * contain exists twice: nothing may rely on its classes or variables being the same in both.
 */
async function buildCommand(root, out) {
  const entry = join(root, "src", "cli", "main.ts");
  const known = new Map([[entry, "cli"]]);
  let next = [...known];
  while (next.length > 0) {
    const found = new Map();
    await esbuild.build({
      ...common,
      entryPoints: Object.fromEntries(next.map(([file, name]) => [name, file])),
      outdir: out,
      format: "cjs",
      outExtension: { ".js": ".cjs" },
      minifySyntax: true,
      minifyWhitespace: true,
      // Turns `import()` into a `require` that is called when it is reached.
      supported: { "dynamic-import": false },
      // Loaded from node_modules: they bring files or executables of their own.
      external: ["esbuild", "vitest", "vitest/*", "typescript"],
      plugins: [lazyImports(root, known, found)],
    });
    for (const [file, name] of found) known.set(file, name);
    next = [...found];
  }
}

/** Leaves what is imported dynamically out of the bundle, and notes it as a bundle of its own. */
const lazyImports = (root, known, found) => ({
  name: "lazy-imports",
  setup(build) {
    build.onResolve({ filter: /./ }, async ({ path, kind, resolveDir, pluginData }) => {
      if (kind !== "dynamic-import" || pluginData === "resolving") return undefined;
      const resolved = await build.resolve(path, { kind, resolveDir, pluginData: "resolving" });
      if (resolved.external || resolved.errors.length > 0) return resolved;
      const name =
        known.get(resolved.path) ??
        found.get(resolved.path) ??
        `${relative(root, resolved.path)
          .replace(/^(src|node_modules)[\\/]/, "")
          .replaceAll(/[^\w]+/g, "-")
          .replace(/^-/, "")}`;
      if (!known.has(resolved.path)) found.set(resolved.path, name);
      return { path: `./${name}.cjs`, external: true };
    });
  },
});

/**
 * The types of the language itself that a learner's file is checked against, in one file without
 * comments. The checker reads them anew at each save: 61 files with comments take it 8 ms longer.
 */
async function buildLearnerLibrary(root, out) {
  try {
    const library = await readLibrary(root);
    await writeFile(join(out, "learner-lib.d.ts"), library);
    await writeFile(join(out, "learner-lib.lean.d.ts"), leanLibrary(library));
  } catch {
    // The checker is missing or its files are named otherwise: it is asked for its own library then. A test
    // tells whoever broke the lean one.
  }
}

/** Where the checker for this machine has its executable and its libraries. */
function checkerFolder(root) {
  const require = createRequire(join(root, "package.json"));
  const typescript = createRequire(require.resolve("typescript/package.json"));
  const platform = `@typescript/typescript-${process.platform}-${process.arch}/package.json`;
  return join(dirname(typescript.resolve(platform)), "lib");
}

/**
 * The types of the kit, as one file of declarations. Its sources are more than thirty files with bodies to
 * check: at each save, that took the checker as long as the learner's own file.
 */
export async function buildKitTypes(root, out) {
  const folder = join(out, "kit-types");
  const modules = "--ignoreConfig --strict --target es2023 --module nodenext --allowImportingTsExtensions --lib es2023";
  const output = "--declaration --emitDeclarationOnly --noCheck --removeComments";
  const options = [...`${modules} ${output}`.split(" "), "--types", "", "--outDir", folder];
  try {
    const executable = join(checkerFolder(root), process.platform === "win32" ? "tsc.exe" : "tsc");
    await promisify(execFile)(executable, [...options, join(root, "src", "kit", "index.ts")], { cwd: root });
    await writeFile(join(out, "kit.d.ts"), await bundleDeclarations(folder, "eventlings"));
  } catch {
    // Without it, the checker reads the sources: the same types, later. A test tells whoever broke it.
  }
  await rm(folder, { recursive: true, force: true });
}

async function readLibrary(root) {
  const folder = checkerFolder(root);
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
      "judge/in-process": join(root, "harness", "runner", "in-process.ts"),
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
