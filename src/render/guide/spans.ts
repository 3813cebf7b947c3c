import { paint, type Look } from "../look.ts";
import { widthOf } from "../text/width.ts";

/** What a piece of text is, apart from its words. */
export type Style = "strong" | "emphasis" | "code" | "link" | "target";

/** A run of text in one style (or several, from the outside in). */
export interface Span {
  readonly text: string;
  readonly styles: readonly Style[];
}

const FORMATS = {
  strong: "bold",
  emphasis: "italic",
  code: "cyan",
  link: "underline",
  target: "dim",
} as const satisfies Record<Style, Parameters<typeof paint>[1]>;

/** A line of text, painted. */
export function paintSpans(spans: readonly Span[], look: Look): string {
  return spans
    .map(({ text, styles }) =>
      styles.length === 0
        ? text
        : paint(
            look,
            styles.map((style) => FORMATS[style]),
            text,
          ),
    )
    .join("");
}

/** Columns that spans fill. */
export const spansWidth = (spans: readonly Span[]): number => spans.reduce((sum, { text }) => sum + widthOf(text), 0);

/** Pieces that stick together: no line is broken within one. */
type Word = readonly Span[];

/**
 * Breaks styled text into lines. A word that is longer than a line stands alone and whole; code in
 * backticks is a word, however many spaces are in it, where it fits on a line at all.
 */
export function wrapSpans(spans: readonly Span[], columns: number): readonly (readonly Span[])[] {
  const lines: Span[][] = [];
  let line: Span[] = [];
  let width = 0;
  for (const part of splitWords(spans, columns)) {
    if (part === "break") {
      lines.push(line);
      line = [];
      width = 0;
      continue;
    }
    const size = spansWidth(part.word);
    if (line.length > 0 && width + part.space.length + size > columns) {
      lines.push(line);
      line = [...part.word];
      width = size;
      continue;
    }
    if (line.length > 0 && part.space !== "")
      line.push({ text: part.space, styles: sharedStyles(line.at(-1), part.word[0]) });
    width += (line.length > 0 ? part.space.length : 0) + size;
    line.push(...part.word);
  }
  lines.push(line);
  return lines.map(joinEqual);
}

/** A space between two words of a link belongs to the link. */
const sharedStyles = (left: Span | undefined, right: Span | undefined): readonly Style[] =>
  left !== undefined && right !== undefined && sameStyles(left, right) ? left.styles : [];

const sameStyles = (left: Span, right: Span): boolean =>
  left.styles === right.styles ||
  (left.styles.length === right.styles.length && left.styles.every((style, index) => style === right.styles[index]));

type Part = { readonly word: Word; readonly space: "" | " " } | "break";

function* splitWords(spans: readonly Span[], columns: number): Generator<Part, void> {
  let word: Span[] = [];
  let space: "" | " " = "";
  for (const { text, styles } of spans) {
    const whole = styles.includes("code") && widthOf(text) <= columns;
    for (const piece of whole ? [text] : text.split(/(\s+)/)) {
      if (piece === "") continue;
      if (whole || !/^\s/.test(piece)) {
        word.push({ text: piece, styles });
        continue;
      }
      if (word.length > 0) yield { word, space };
      word = [];
      space = " ";
      if (piece.includes("\n")) {
        yield "break";
        space = "";
      }
    }
  }
  if (word.length > 0) yield { word, space };
}

/** Neighbours of one style become one run: fewer escape sequences, the same picture. */
function joinEqual(line: readonly Span[]): readonly Span[] {
  const joined: Span[] = [];
  for (const span of line) {
    const last = joined.at(-1);
    if (last !== undefined && sameStyles(last, span))
      joined[joined.length - 1] = { text: last.text + span.text, styles: last.styles };
    else joined.push(span);
  }
  return joined;
}
