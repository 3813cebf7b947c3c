import { readFileSync } from "node:fs";
import type { Exercise } from "../catalogue/index.ts";
import { typeCheck, typeCheckerPath, type TypeProblem } from "./typecheck.ts";

/** Files that the quick check found wrong. `until-right`: so did the whole one; `always`: they need what is rare. */
const needAll = new Map<string, "until-right" | "always">();

/**
 * Type-checks an answer as a learner's file. The `signal` ends the checker.
 *
 * Against little first: nearly every right answer is content with it. What that finds wrong is checked
 * against everything, whose word counts, and from then on at once.
 */
export async function checkTypes(
  exercise: Exercise,
  file: string,
  root: string,
  signal?: AbortSignal,
): Promise<readonly TypeProblem[]> {
  const text = readText(file);
  // Missing, or a folder: the rules' side says so, and the checker would only fail.
  if (text === undefined) return [];
  const { learnerTypeCheckArguments } = await import("./learner-types.ts");
  const check = (extent: "lean" | "all"): Promise<readonly TypeProblem[]> =>
    typeCheck(typeCheckerPath(root), root, learnerTypeCheckArguments(root, exercise, { file, text }, extent), signal);

  const known = needAll.get(file) ?? (/\bIntl\b/.test(text) ? "always" : undefined);
  if (known === undefined && (await check("lean")).length === 0) return [];
  const problems = await check("all");
  if (problems.length > 0) needAll.set(file, "until-right");
  else if (known === undefined) needAll.set(file, "always");
  else if (known === "until-right") needAll.delete(file);
  return problems;
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
