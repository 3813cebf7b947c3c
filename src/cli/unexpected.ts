import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";

/** One sentence about an error that we did not foresee; its stack goes to a file for a bug report. */
export function explainUnexpected(error: unknown, stateFolder: string): string {
  const known = explainSystemError(error);
  if (known !== undefined) return known;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const first = error instanceof Error ? error.message : text;
  const file = join(stateFolder, "errors.log");
  try {
    mkdirSync(stateFolder, { recursive: true });
    appendFileSync(file, `${new Date().toISOString()} ${text}\n`);
    return `Something went wrong that should not have: ${first}. The details are in ${file}; please report them.`;
  } catch {
    return `Something went wrong that should not have: ${first}.`;
  }
}

/** Failures of the file system that a person can do something about. */
function explainSystemError(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, path } = error as NodeJS.ErrnoException;
  const where = path ?? "a file of the course";
  switch (code) {
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return `${where} may not be written. Give yourself write access to the course's folder, then try again; nothing was lost.`;
    case "ENOSPC":
      return `The disk is full, so ${where} was not written. Free some space, then try again; nothing was lost.`;
    default:
      return undefined;
  }
}
