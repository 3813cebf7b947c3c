import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** Bundles a TypeScript file and loads it. The bundle is gone again at once, so that nothing is left behind at Ctrl-C. */
export async function load(entry) {
  const { build, stop } = await import("esbuild");
  const folder = await mkdtemp(join(tmpdir(), "eventlings-code-"));
  const bundle = join(folder, "main.mjs");
  try {
    await build({
      entryPoints: [entry],
      outfile: bundle,
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20.19",
      logLevel: "error",
      // Packages that are CommonJS inside ask for Node's own modules with `require`.
      banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    });
    return await import(pathToFileURL(bundle).href);
  } finally {
    await stop();
    await rm(folder, { recursive: true, force: true });
  }
}
