#!/usr/bin/env node
// Bundles the bench and runs it: `npm run bench`, or any Node's binary with this file.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Bundles `main.ts` and loads it. The file is gone again at once, so that nothing is left behind at Ctrl-C. */
async function load() {
  const { build, stop } = await import("esbuild");
  const folder = await mkdtemp(join(tmpdir(), "eventlings-bench-code-"));
  const bundle = join(folder, "bench.mjs");
  try {
    await build({
      entryPoints: [join(root, "bench", "main.ts")],
      outfile: bundle,
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20.19",
      logLevel: "error",
    });
    return await import(pathToFileURL(bundle).href);
  } finally {
    await stop();
    await rm(folder, { recursive: true, force: true });
  }
}

try {
  const { main } = await load();
  process.exitCode = await main(process.argv.slice(2), root);
} catch (error) {
  console.error(
    error?.code === "ERR_MODULE_NOT_FOUND"
      ? "The course is not installed yet: run `npm install` in its folder first."
      : `The bench could not run: ${error?.message ?? String(error)}`,
  );
  process.exitCode = 2;
}
