import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Exercise } from "../catalogue/index.ts";
import { leanKit } from "./lean-kit.ts";

/**
 * How a learner's file is type-checked: strictly, against a lean library. `setTimeout`, `fetch` and
 * `process` are unknown names there, where a port is meant.
 *
 * @param extent `lean`: against what nearly every answer is content with, in half of the time. What is right
 *   against it is right; what is wrong may need `all`.
 */
export function learnerTypeCheckArguments(
  root: string,
  exercise: Exercise,
  { file, text }: { readonly file: string; readonly text: string },
  extent: "lean" | "all",
): readonly string[] {
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
    ...(needsNode ? ["--types", "node", "--lib", "es2023"] : ["--types", "", ...library(root, extent)]),
    ...kitTypes(root, extent === "lean" ? leanKit(root, text) : undefined),
    join(root, "src", "kit", "ambient.d.ts"),
    file,
  ];
}

/** The language's own types as one file (see bin/build.mjs), or the checker's own where there is none. */
function library(root: string, extent: "lean" | "all"): readonly string[] {
  const names = extent === "lean" ? ["learner-lib.lean.d.ts", "learner-lib.d.ts"] : ["learner-lib.d.ts"];
  const file = names.map((name) => join(root, "dist", name)).find((path) => existsSync(path));
  return file === undefined ? ["--lib", "es2023"] : ["--noLib", file];
}

/**
 * The kit as a declared module: so much of it, all of it (see bin/build.mjs), or its sources where that is missing.
 * Under the condition, "eventlings" is no package, and nothing else is read for it.
 */
function kitTypes(root: string, lean: string | undefined): readonly string[] {
  const file = lean ?? join(root, "dist", "kit.d.ts");
  return existsSync(file) ? ["--customConditions", "kit-declared", file] : [];
}
