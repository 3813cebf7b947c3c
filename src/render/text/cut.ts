import { widthOf } from "./width.ts";

// eslint-disable-next-line no-control-regex
const PARTS = /\u001b\[[0-9;]*m|[^\u001b]/gu;

/** The columns of a painted line from `left` on, at most `columns` of them; `›` and `‹` say that there is more. */
export function cutLine(line: string, left: number, columns: number): string {
  if (left === 0 && line.length <= columns) return line;
  const end = left + columns;
  let cut = "";
  let at = 0;
  let over = false;
  for (const [part] of line.matchAll(PARTS)) {
    if (part.startsWith("\u001b")) {
      cut += part;
      continue;
    }
    const width = widthOf(part);
    if (at + width > end) over = true;
    else if (at >= left) cut += part;
    at += width;
  }
  if (over) cut = replaceLast(cut, "›");
  return left > 0 && at > 0 ? replaceFirst(cut, "‹") : cut;
}

// eslint-disable-next-line no-control-regex
const LAST = /[^\u001b](?=(?:\u001b\[[0-9;]*m)*$)/u;
// eslint-disable-next-line no-control-regex
const FIRST = /^((?:\u001b\[[0-9;]*m)*)[^\u001b]/u;

/** Where a line goes on, its character at the edge gives way to a mark. */
const replaceLast = (text: string, mark: string): string => text.replace(LAST, mark);
const replaceFirst = (text: string, mark: string): string => text.replace(FIRST, `$1${mark}`);
