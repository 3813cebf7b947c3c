/** Something that the person at the keyboard can mend: one sentence, no stack, a non-zero exit code. */
export class UserError extends Error {
  /** 1: the answer is wrong. 2: the command could not do what was asked. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 2) {
    super(message);
    this.name = "UserError";
    this.exitCode = exitCode;
  }
}

/** An error whose sentence is meant for the person at the keyboard. */
export interface ErrorForPeople extends Error {
  readonly exitCode?: 1 | 2;
}

/** Codes of errors of other folders whose sentences are meant for people. */
const PLAIN_CODES: readonly unknown[] = ["INDEX_DAMAGED", "PROGRESS_UNAVAILABLE", "WORKSPACE_UNUSABLE"];

/**
 * Is its message all that needs to be said? Told by name and code: each command is bundled on its
 * own, so a class that two of them use is not one class.
 */
export function isForPeople(error: unknown): error is ErrorForPeople {
  if (!(error instanceof Error)) return false;
  return error.name === "UserError" || ("code" in error && PLAIN_CODES.includes(error.code));
}
