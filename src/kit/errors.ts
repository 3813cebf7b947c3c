/** Thrown by a stub where your code belongs. The judge reads it as "not written yet", not as a failure. */
export class NotImplemented extends Error {
  readonly code = "NOT_IMPLEMENTED";

  /** @param what the piece that is missing, as a noun phrase: `"append"`. */
  constructor(what: string) {
    super(`${what} is not written yet.`);
    this.name = "NotImplemented";
  }
}

/** The stream was not where the writer expected it to be: someone else wrote first. */
export class ConcurrencyError extends Error {
  readonly code = "CONCURRENCY";

  /** What the writer expected and what the stream really was, where they are known. */
  readonly details: { readonly expected?: unknown; readonly actual?: unknown };

  constructor(message: string, details: ConcurrencyError["details"] = {}) {
    super(message);
    this.name = "ConcurrencyError";
    this.details = details;
  }
}

/** The business says no. Asking the same again, in the same state, gets the same answer. */
export class CommandRefused extends Error {
  /** Why, in a word that a program can tell apart: `"ALREADY_SHIPPED"`. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = "CommandRefused";
    this.code = code;
  }
}
