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
