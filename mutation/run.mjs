#!/usr/bin/env node
// Mutation testing of solutions against their rules: `npm run mutation -- 04 05-deciders/1-decide-order`.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { load } from "../scripts/load.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

try {
  const { main } = await load(join(root, "mutation", "main.ts"));
  process.exitCode = await main(process.argv.slice(2), root);
} catch (error) {
  console.error(
    error?.code === "ERR_MODULE_NOT_FOUND"
      ? "The course is not installed yet: run `npm install` in its folder first."
      : `The mutation run did not come to its end: ${error?.message ?? String(error)}`,
  );
  process.exitCode = 2;
}
