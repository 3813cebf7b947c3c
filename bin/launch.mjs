import { readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bundle = join(root, "dist", "cli.mjs");

/** Folders whose files go into the bundle. */
const SOURCES = ["src", join("harness", "spec"), join("harness", "runner"), join("harness", "world"), "bin"];

const modified = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** Is any source newer than the bundle? Stops at the first that is. */
function isStale(folder, built) {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return false;
  }
  // A deleted or renamed file shows only in its folder's own time.
  if (modified(folder) > built) return true;
  return entries.some((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? isStale(path, built) : modified(path) > built;
  });
}

const built = modified(bundle);
const onlyBuild = process.argv[2] === "--build";
if (onlyBuild || built === 0 || SOURCES.some((folder) => isStale(join(root, folder), built))) {
  try {
    const { build } = await import("./build.mjs");
    await build(root);
  } catch (error) {
    const missing = error?.code === "ERR_MODULE_NOT_FOUND";
    console.error(
      missing
        ? "The course is not installed yet: run `npm install` in its folder first."
        : `The course could not be built: ${error?.message ?? String(error)}`,
    );
    process.exit(2);
  }
}
if (!onlyBuild) await import(pathToFileURL(bundle).href);
