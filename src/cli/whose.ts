import { readFileSync } from "node:fs";
import type { Exercise } from "../catalogue/index.ts";
import { hashOf, type Summary } from "../progress/index.ts";

/** Whose part stands where an exercise's is needed. `changed`: the learner's, and not what has passed. */
export type Whose = "yours" | "changed" | "reference";

/** Whose part an exercise gives: the learner's own, once it has passed. */
export function whoseIs({ id, files }: Exercise, summary: Summary): Whose {
  const { state, attempts } = summary.of(id);
  const content = state === "passed" ? contentOf(files.workspace) : undefined;
  if (content === undefined) return "reference";
  const hash = hashOf(content);
  return attempts.some((attempt) => attempt.hash === hash && attempt.result?.status === "pass") ? "yours" : "changed";
}

function contentOf(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    // Deleted, or a folder by now: then the reference's part stands in.
    return undefined;
  }
}

/** The file of an exercise's part: the learner's own, or the reference's. */
export const ownFile = ({ files }: Exercise, whose: Whose): string =>
  whose === "reference" ? files.solution : files.workspace;
