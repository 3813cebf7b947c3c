import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Exercise } from "../catalogue/index.ts";
import { hashOf, type NewProgressEvent, type Progress, type ProgressEvents } from "../progress/index.ts";
import { orUnusable, WorkspaceUnusable } from "./errors.ts";
import { makeFile, overwrite, readIfThere, shownPath, workspaceFolder } from "./files.ts";
import { LEARNER_TSCONFIG } from "./tsconfig.ts";

/** Something about the workspace that the learner should hear. */
export type WorkspaceNotice =
  /** The workspace was made; `again` where it had been there before. */
  | { readonly kind: "made"; readonly again: boolean }
  /** New exercises have come: their stubs were added. */
  | { readonly kind: "added"; readonly exercises: readonly string[] }
  /** The learner's file was gone and was made again from the stub. */
  | { readonly kind: "made-again"; readonly exercise: string; readonly file: string }
  /** The stub has changed and the learner's file was still the old one: it was replaced. */
  | { readonly kind: "stub-renewed"; readonly exercise: string; readonly file: string }
  /** The stub has changed; the learner's file was left alone. */
  | { readonly kind: "stub-changed"; readonly exercise: string; readonly file: string }
  /** This one exercise's file cannot be used; the others can. */
  | { readonly kind: "blocked"; readonly exercise: string; readonly message: string };

/** What came of looking after one exercise's file. */
interface Outcome {
  readonly event?: ProgressEvents["StubSeen"];
  readonly notice?: WorkspaceNotice;
}

/**
 * Makes the workspace where it is missing: its tsconfig and a copy of every written exercise's stub.
 * An answer is never overwritten, and a file that need not change is not touched.
 *
 * @param exercises all exercises of the course; planned ones are passed over
 * @returns what the learner should be told
 * @throws WorkspaceUnusable when nothing can be made, in a sentence
 */
export function prepareWorkspace(
  root: string,
  exercises: readonly Exercise[],
  progress: Progress,
): readonly WorkspaceNotice[] {
  const folder = workspaceFolder(root);
  const isNew = !folderExists(folder);
  const tsconfig = join(folder, "tsconfig.json");
  if (isNew || statSync(tsconfig, { throwIfNoEntry: false }) === undefined)
    makeFile(tsconfig, LEARNER_TSCONFIG, shownPath(root, tsconfig));
  const written = exercises.filter((exercise) => exercise.written);
  const again = isNew && written.some(({ id }) => progress.of(id).stub !== undefined);
  const outcomes = written.map((exercise) => lookAfter(root, exercise, progress));
  const events = outcomes.flatMap(({ event }): NewProgressEvent[] =>
    event === undefined ? [] : [{ type: "StubSeen", data: event }],
  );
  if (events.length > 0) progress.record(...events);
  const notices = outcomes.flatMap(({ notice }) => (notice === undefined ? [] : [notice]));
  return isNew
    ? [{ kind: "made", again }, ...notices.filter(({ kind }) => kind !== "added" && kind !== "made-again")]
    : joinAdded(notices);
}

function folderExists(folder: string): boolean {
  const stats = orUnusable("workspace", () => statSync(folder, { throwIfNoEntry: false }));
  if (stats === undefined || stats.isDirectory()) return stats !== undefined;
  throw new WorkspaceUnusable(
    "workspace is a file, but it must be the folder of your answers: move the file away and try again; nothing was changed.",
  );
}

/** One exercise's trouble must not keep the learner from the others. */
function lookAfter(root: string, exercise: Exercise, progress: Progress): Outcome {
  try {
    return settle(root, exercise, progress);
  } catch (error) {
    if (!(error instanceof WorkspaceUnusable)) throw error;
    return { notice: { kind: "blocked", exercise: exercise.id, message: error.message } };
  }
}

function settle(root: string, { id, files }: Exercise, progress: Progress): Outcome {
  const shown = shownPath(root, files.workspace);
  const stub = orUnusable(shownPath(root, files.stub), () => readFileSync(files.stub));
  const hash = hashOf(stub);
  const known = progress.of(id);
  const seen = (use: ProgressEvents["StubSeen"]["use"], kept?: string): ProgressEvents["StubSeen"] => ({
    exercise: id,
    stub: hash,
    use,
    ...(kept === undefined ? {} : { kept }),
  });

  const own = readIfThere(files.workspace, shown);
  if (own === undefined) {
    if (!makeFile(files.workspace, stub, shown)) return {};
    const isNew = known.stub === undefined;
    return {
      ...(known.stub === hash ? {} : { event: seen("copied") }),
      notice: isNew ? { kind: "added", exercises: [id] } : { kind: "made-again", exercise: id, file: shown },
    };
  }
  if (known.stub === hash || known.announced.includes(hash)) return {};
  const ownHash = hashOf(own);
  if (ownHash === hash) return { event: seen("copied") };
  if (known.stub === undefined) return { event: seen("found") };
  if (ownHash !== known.stub)
    return { event: seen("announced"), notice: { kind: "stub-changed", exercise: id, file: shown } };
  const kept = progress.keep(own);
  overwrite(files.workspace, stub, shown);
  return { event: seen("copied", kept), notice: { kind: "stub-renewed", exercise: id, file: shown } };
}

/** One sentence for all that is new. */
function joinAdded(notices: readonly WorkspaceNotice[]): readonly WorkspaceNotice[] {
  const added = notices.flatMap((notice) => (notice.kind === "added" ? notice.exercises : []));
  const rest = notices.filter(({ kind }) => kind !== "added");
  return added.length === 0 ? rest : [{ kind: "added", exercises: added }, ...rest];
}
