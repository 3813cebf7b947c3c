import { widthOf } from "./width.ts";

/** A word, or `code in backticks` with whatever sticks to it: the pieces that a line is never broken within. */
const PIECES = /(?:`[^`]+`|[^\s`]|`)+/g;

/**
 * Breaks prose into lines of at most `columns`. Line breaks in the text are kept; a word that is
 * longer than a line stands alone and whole, so that paths and commands can be copied.
 *
 * @param hanging what each line but the first begins with
 */
export function wrapWords(text: string, columns: number, hanging = ""): string[] {
  return text.split("\n").flatMap((paragraph) => wrapParagraph(paragraph, Math.max(1, columns), hanging));
}

function wrapParagraph(text: string, columns: number, hanging: string): string[] {
  const lines: string[] = [];
  let line = "";
  let width = 0;
  for (const piece of text.match(PIECES) ?? []) {
    const size = widthOf(piece);
    if (line !== "" && width + 1 + size > columns) {
      lines.push(line);
      line = `${hanging}${piece}`;
      width = hanging.length + size;
    } else {
      width += (line === "" ? 0 : 1) + size;
      line = line === "" ? piece : `${line} ${piece}`;
    }
  }
  lines.push(line);
  return lines;
}
