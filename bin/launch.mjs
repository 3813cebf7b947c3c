import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isStale } from "./fresh.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const onlyBuild = process.argv[2] === "--build";

if (onlyBuild || isStale(root)) {
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
if (!onlyBuild) await import(pathToFileURL(join(root, "dist", "cli.mjs")).href);
