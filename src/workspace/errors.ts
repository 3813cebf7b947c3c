/** A place of the workspace cannot be used: one sentence that says which, and how to mend it. */
export class WorkspaceUnusable extends Error {
  readonly code = "WORKSPACE_UNUSABLE";

  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "WorkspaceUnusable";
  }
}

/** Runs `work`; a failure of the file system becomes a sentence about `shown`. */
export function orUnusable<T>(shown: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined || error instanceof WorkspaceUnusable) throw error;
    throw new WorkspaceUnusable(explain(shown, code, error.message), error);
  }
}

function explain(shown: string, code: string, message: string): string {
  switch (code) {
    case "EACCES":
    case "EPERM":
    case "EROFS":
    case "EBUSY":
      return `${shown} may not be read or written (${code}): give yourself access to it, close whatever holds it, and try again; nothing was lost.`;
    case "ENOSPC":
    case "EDQUOT":
      return `The disk is full, so ${shown} was not written: free some space and try again; nothing was lost.`;
    case "EISDIR":
      return folderInTheWay(shown);
    case "ENOTDIR":
    case "EEXIST":
      return `A part of the path ${shown} is a file where a folder belongs: move it away and try again; nothing was changed.`;
    default:
      return `${shown} could not be used (${message}): mend that and try again; nothing was lost.`;
  }
}

/** The sentence for a folder that stands where a file belongs. */
export const folderInTheWay = (shown: string): string =>
  `${shown} is a folder, but your answer belongs there as a file: move the folder away and try again; nothing was changed.`;
