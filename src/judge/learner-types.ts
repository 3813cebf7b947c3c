import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Exercise } from "../catalogue/index.ts";

/**
 * How a learner's file is type-checked: strictly, against a lean library. `setTimeout`, `fetch` and
 * `process` are unknown names there, where a port is meant.
 */
export function learnerTypeCheckArguments(root: string, exercise: Exercise, file: string): readonly string[] {
  const needsNode = exercise.needs.some((name) => name.startsWith("node:"));
  return [
    "--ignoreConfig",
    "--strict",
    "--noUncheckedIndexedAccess",
    "--target",
    "es2023",
    "--module",
    "nodenext",
    "--moduleResolution",
    "nodenext",
    "--allowImportingTsExtensions",
    "--skipLibCheck",
    // On two cores the rules run beside it: its own threads would only get in their way.
    "--singleThreaded",
    ...kitTypes(root),
    ...(needsNode ? ["--types", "node", "--lib", "es2023"] : ["--types", "", ...library(root)]),
    join(root, "src", "kit", "ambient.d.ts"),
    file,
  ];
}

/** The language's own types as one file (see bin/build.mjs), or the checker's own where there is none. */
function library(root: string): readonly string[] {
  const file = join(root, "dist", "learner-lib.d.ts");
  return existsSync(file) ? ["--noLib", file] : ["--lib", "es2023"];
}

/** The kit's types as one file (see bin/build.mjs), or its sources where there is none. */
const kitTypes = (root: string): readonly string[] =>
  existsSync(join(root, "dist", "kit.d.ts")) ? ["--customConditions", "kit-types"] : [];
