/** A line of a file, counted from 1. */
export interface Line {
  readonly number: number;
  readonly text: string;
}

/** A heading with the lines below it, up to the next heading of its level. */
export interface Part {
  readonly title: string;
  readonly line: number;
  readonly lines: readonly Line[];
}

/** A file's lines, without what ends them. */
export const toLines = (text: string): readonly Line[] =>
  text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .map((each, index) => ({ number: index + 1, text: each.trimEnd() }));

/**
 * Splits at headings of one level (`"## "`); the first part is what stands before.
 *
 * Code blocks have no headings. But one that was never closed must not swallow the questions behind
 * it: a heading with a field below it begins a question wherever it stands.
 */
export function splitAt(lines: readonly Line[], heading: string): { before: readonly Line[]; parts: readonly Part[] } {
  const before: Line[] = [];
  const parts: { title: string; line: number; lines: Line[] }[] = [];
  let fence: string | undefined;
  for (const [index, line] of lines.entries()) {
    const mark = /^\s*(`{3,}|~{3,})/.exec(line.text)?.[1];
    if (line.text.startsWith(heading) && (fence === undefined || beginsQuestion(lines, index))) {
      fence = undefined;
      parts.push({ title: line.text.slice(heading.length).trim(), line: line.number, lines: [] });
      continue;
    }
    if (fence === undefined) fence = mark;
    else if (line.text.trim() === fence) fence = undefined;
    (parts.at(-1)?.lines ?? before).push(line);
  }
  return { before, parts };
}

function beginsQuestion(lines: readonly Line[], index: number): boolean {
  const below = lines.slice(index + 1, index + 3).find(({ text }) => text !== "");
  return below !== undefined && /^- (kind|topic|difficulty|source): /.test(below.text);
}
