import { stripVTControlCharacters, styleText } from "node:util";
import { cutLine, widthOf } from "../../render/index.ts";
import { matches, type PagerState } from "./state.ts";

/** The window's rows: the text, then the pager's own row. */
export function viewPager(state: PagerState, title: string, columns: number, color: boolean): readonly string[] {
  const { lines, top, rows, left, query } = state;
  const shown = lines.slice(top, top + rows).map((line) => {
    const marked = color && matches(line, query) ? markMatches(line, query) : line;
    return cutLine(marked, left, columns);
  });
  const blank = Array.from({ length: rows - shown.length }, () => "");
  return [...shown, ...blank, lastRow(state, title, columns, color)];
}

function markMatches(line: string, query: string): string {
  const text = stripVTControlCharacters(line);
  const haystack = /\p{Lu}/u.test(query) ? text : text.toLowerCase();
  let marked = "";
  let from = 0;
  for (let at = haystack.indexOf(query); at !== -1; at = haystack.indexOf(query, from)) {
    marked += text.slice(from, at) + styleText("inverse", text.slice(at, at + query.length), { validateStream: false });
    from = at + query.length;
  }
  return marked + text.slice(from);
}

function lastRow(
  { mode, message, lines, top, rows }: PagerState,
  title: string,
  columns: number,
  color: boolean,
): string {
  if (mode.kind === "searching") return cutLine(`/${mode.typed}_`, 0, columns);
  const last = Math.min(lines.length, top + rows);
  const place = last >= lines.length ? "end" : `${String(Math.floor((last / lines.length) * 100))} %`;
  const keys = " space: on · b: back · /: search · q: quit";
  const start = message ?? `${title} (${place})`;
  const text = widthOf(start) + widthOf(keys) <= columns ? `${start}${keys}` : `${start} q: quit`;
  const row = cutLine(text, 0, columns);
  return color ? styleText("inverse", row, { validateStream: false }) : row;
}
