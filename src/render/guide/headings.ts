/** A heading of a guide, found without a Markdown parser. */
export interface Heading {
  readonly level: number;
  /** Without its Markdown. */
  readonly title: string;
  /** As a Git host makes it. */
  readonly anchor: string;
  /** Line of the source, counted from 0. */
  readonly line: number;
}

/**
 * The `#` headings of a Markdown text, in order.
 *
 * Guides are read at every check, only for the titles of their sections: a parser would cost more
 * than the judge's own start.
 */
export function readHeadings(markdown: string): readonly Heading[] {
  const headings: Heading[] = [];
  const used = new Map<string, number>();
  let fence: string | undefined;
  markdown.split(/\r?\n/).forEach((text, line) => {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(text)?.[1];
    if (mark !== undefined) {
      if (fence === undefined) fence = mark;
      else if (mark.startsWith(fence)) fence = undefined;
      return;
    }
    const [, marks, content] = /^ {0,3}(#{1,6})\s+(.*?)(?:\s+#+)?\s*$/.exec(fence === undefined ? text : "") ?? [];
    if (marks === undefined || content === undefined) return;
    const title = plainHeading(content);
    headings.push({ level: marks.length, title, anchor: uniqueAnchor(title, used), line });
  });
  return headings;
}

/** A heading's text without its Markdown. */
export const plainHeading = (heading: string): string =>
  heading.replaceAll(/[`*]/g, "").replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1");

/** The anchor that a Git host gives a heading: a second one of the same name ends in `-1`. */
export function uniqueAnchor(title: string, used: Map<string, number>): string {
  const anchor = title
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(/\s/g, "-");
  const times = used.get(anchor) ?? 0;
  used.set(anchor, times + 1);
  return times === 0 ? anchor : `${anchor}-${String(times)}`;
}
