/** The learner's log or kept attempts cannot be read or written: one sentence that says how to mend it. */
export class ProgressUnavailable extends Error {
  readonly code = "PROGRESS_UNAVAILABLE";

  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "ProgressUnavailable";
  }
}

/** Runs `work`; a failure of the file system becomes a sentence about `path`. */
export function orUnavailable<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ProgressUnavailable || !(error instanceof Error)) throw error;
    throw new ProgressUnavailable(explain(path, (error as NodeJS.ErrnoException).code, error.message), error);
  }
}

function explain(path: string, code: string | undefined, message: string): string {
  switch (code) {
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return `Your progress could not be saved, because ${path} may not be written: give yourself write access to it and try again. Your files were not touched.`;
    case "ENOSPC":
    case "EDQUOT":
      return `Your progress could not be saved, because the disk is full: free some space and try again. Your files were not touched.`;
    case "EISDIR":
    case "ENOTDIR":
    case "EEXIST":
      return `Your progress is kept in ${path}, but something else stands in its place: move it away and try again. Nothing was changed.`;
    default:
      return `Your progress in ${path} could not be used (${message}): mend that and try again. Your files were not touched.`;
  }
}
