import { readFileSync } from "node:fs";
import type { Exercise } from "../catalogue/index.ts";
import { hashOf, type Attempt, type Progress } from "../progress/index.ts";
import { orUnusable, WorkspaceUnusable } from "./errors.ts";
import { overwrite, readIfThere, shownPath } from "./files.ts";

/** What became of the learner's file. */
export type Replacement =
  /** It held just this already, and was not touched. */
  | { readonly kind: "unchanged" }
  /** There was no file. */
  | { readonly kind: "made" }
  /** What it held before was kept under this hash. */
  | { readonly kind: "replaced"; readonly kept: string };

/**
 * What the learner's file holds; undefined where it is missing.
 * @throws WorkspaceUnusable where something else stands in its place
 */
export function readAnswer(root: string, { files }: Exercise): Buffer | undefined {
  return readIfThere(files.workspace, shownPath(root, files.workspace));
}

/** Makes the learner's file the stub again; what it held is kept first. */
export function resetAnswer(root: string, exercise: Exercise, progress: Progress): Replacement {
  const { stub } = exercise.files;
  const content = orUnusable(shownPath(root, stub), () => readFileSync(stub));
  const replacement = replace(root, exercise, content, progress);
  if (replacement.kind !== "unchanged")
    progress.record({
      type: "ExerciseReset",
      data: { exercise: exercise.id, stub: hashOf(content), ...keptBy(replacement) },
    });
  return replacement;
}

/** Puts an attempt back into the learner's file; what it held is kept first. */
export function restoreAnswer(root: string, exercise: Exercise, attempt: Attempt, progress: Progress): Replacement {
  const content = progress.attempt(attempt.hash);
  if (content === undefined)
    throw new WorkspaceUnusable(
      `Attempt ${String(attempt.number)} of ${exercise.id} can no longer be read (.eventlings/attempts/${attempt.hash}.ts is missing or damaged): pick another one; your file was not changed.`,
    );
  const replacement = replace(root, exercise, content, progress);
  if (replacement.kind !== "unchanged")
    progress.record({
      type: "AttemptRestored",
      data: { exercise: exercise.id, attempt: attempt.hash, ...keptBy(replacement) },
    });
  return replacement;
}

function replace(root: string, exercise: Exercise, content: Buffer, progress: Progress): Replacement {
  const own = readAnswer(root, exercise);
  if (own?.equals(content) === true) return { kind: "unchanged" };
  const kept = own === undefined ? undefined : progress.keep(own);
  overwrite(exercise.files.workspace, content, shownPath(root, exercise.files.workspace));
  return kept === undefined ? { kind: "made" } : { kind: "replaced", kept };
}

const keptBy = (replacement: Replacement): { kept?: string } =>
  replacement.kind === "replaced" ? { kept: replacement.kept } : {};
