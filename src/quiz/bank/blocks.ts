import type { TextBlock } from "../types.ts";
import type { Line } from "./lines.ts";

/** Widest line of code: with a gutter it fits a window of 60 columns. */
export const CODE_COLUMNS = 56;

const FENCE = /^(`{3,}|~{3,})\s*(\S*)\s*(.*)$/;
const ITEM = /^(?:[-*+]|\d+[.)])\s+(.*)$/;

/** Reads paragraphs, lists and code: all that a question's text is made of. */
export function readBlocks(lines: readonly Line[], complain: (line: number, message: string) => void): TextBlock[] {
  const blocks: TextBlock[] = [];
  let paragraph: string[] = [];
  let items: string[] = [];
  const close = (): void => {
    if (paragraph.length > 0) blocks.push({ kind: "text", text: paragraph.join(" ") });
    if (items.length > 0) blocks.push({ kind: "list", items });
    paragraph = [];
    items = [];
  };
  for (let at = 0; at < lines.length; at += 1) {
    const { text, number } = lines[at] ?? { text: "", number: 0 };
    const fence = FENCE.exec(text);
    if (fence !== null) {
      close();
      const end = lines.findIndex((line, index) => index > at && line.text.trim() === fence[1]);
      if (end === -1) {
        complain(number, `its code block is not closed: end it with a line ${fence[1] ?? ""}.`);
        return blocks;
      }
      blocks.push(readCode(lines.slice(at + 1, end), fence[2] ?? "", fence[3] ?? "", number, complain));
      at = end;
      continue;
    }
    const item = ITEM.exec(text)?.[1];
    if (text.trim() === "") close();
    else if (item !== undefined) {
      if (paragraph.length > 0) close();
      items.push(item.trim());
    } else if (items.length > 0 && /^\s/.test(text)) items.push(`${items.pop() ?? ""} ${text.trim()}`);
    else {
      if (items.length > 0) close();
      paragraph.push(text.trim());
    }
  }
  close();
  return blocks;
}

function readCode(
  lines: readonly Line[],
  language: string,
  info: string,
  fenceLine: number,
  complain: (line: number, message: string) => void,
): TextBlock {
  for (const { text, number } of lines) {
    if (text.length > CODE_COLUMNS)
      complain(number, `this line of code has ${String(text.length)} columns; break it so that it has at most 56.`);
  }
  const code = lines.map(({ text }) => text);
  // Without a language, the braces stand in its place.
  const braces = `${language} ${info}`.trim();
  const marked = readMarks(/\{([^}]*)\}/.exec(braces)?.[1], code.length, (message) => complain(fenceLine, message));
  return { kind: "code", language: language.startsWith("{") ? "" : language, lines: code, marked };
}

/** `2,4-5` as line numbers. */
function readMarks(marks: string | undefined, length: number, complain: (message: string) => void): readonly number[] {
  if (marks === undefined) return [];
  const numbers: number[] = [];
  for (const part of marks.split(",")) {
    const [, first, last] = /^\s*(\d+)(?:-(\d+))?\s*$/.exec(part) ?? [];
    const from = Number(first);
    const to = Number(last ?? first);
    if (first === undefined || from < 1 || to > length || to < from) {
      complain(`{${marks}} marks no lines of its code, which has ${String(length)}: write them as in {2,4-5}.`);
      return [];
    }
    for (let number = from; number <= to; number += 1) numbers.push(number);
  }
  return numbers;
}
