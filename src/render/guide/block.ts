/**
 * A piece of a guide, as plain data: what markdown-it says of a token, with the pieces in it.
 *
 * `type` is the token's own (`paragraph_open`, `inline`, `fence`, …). The tree is what the terminal
 * and the web are both rendered from; an `inline` piece has its run of tokens as children, in which
 * opening and closing ones follow each other.
 */
export interface Block {
  readonly type: string;
  readonly tag?: string;
  readonly content?: string;
  /** What stands behind the fence of a code block. */
  readonly info?: string;
  /** A paragraph of a tight list: no empty line around it. */
  readonly hidden?: boolean;
  readonly attrs?: Readonly<Record<string, string>>;
  readonly children: readonly Block[];
}
