#!/usr/bin/env node
// Bundles the bench and runs it: `npm run bench`, or any Node's binary with this file.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { load } from "../scripts/load.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

try {
  const { main } = await load(join(root, "bench", "main.ts"));
  process.exitCode = await main(process.argv.slice(2), root);
} catch (error) {
  console.error(
    error?.code === "ERR_MODULE_NOT_FOUND"
      ? "The course is not installed yet: run `npm install` in its folder first."
      : `The bench could not run: ${error?.message ?? String(error)}`,
  );
  process.exitCode = 2;
}
