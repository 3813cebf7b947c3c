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
    "--lib",
    "es2023",
    "--module",
    "nodenext",
    "--moduleResolution",
    "nodenext",
    "--allowImportingTsExtensions",
    "--skipLibCheck",
    ...(needsNode ? ["--types", "node"] : ["--types", ""]),
    join(root, "src", "kit", "ambient.d.ts"),
    file,
  ];
}
