/** A text that is no event: cut off, not JSON, or without what every event has. Thrown by whoever decodes it. */
export class MalformedEvent extends Error {
  readonly code = "MALFORMED_EVENT";

  /** @param message one sentence: what is wrong with the text. */
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = "MalformedEvent";
  }
}

/** One thing that is wrong with an envelope, so that its producer can mend it. */
export interface EnvelopeProblem {
  /** Name of the attribute at fault, as it stands in the envelope; "" where the whole is no JSON object. */
  readonly attribute: string;
  /** One sentence, never empty: what is wrong, and what would be right. */
  readonly message: string;
}
