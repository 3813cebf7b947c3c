import type { Exercise } from "../catalogue/index.ts";
import { paint, type Look } from "./look.ts";
import { wrapWords } from "./text/wrap.ts";

const NAMES = ["a question", "the pattern", "nearly the code"] as const;

/** The first hints of an exercise, and how many are left. */
export function renderHint(
  { id, title, hints }: Pick<Exercise, "id" | "title" | "hints">,
  upTo: number,
  look: Look,
): string {
  const texts = [hints.question, hints.pattern, hints.code].slice(0, upTo);
  const parts = texts.map((text, index) =>
    [
      paint(look, "bold", `Hint ${String(index + 1)} of 3: ${NAMES[index] ?? ""}`),
      ...renderBlocks(text, look.columns - 2).map((line) => (line === "" ? "" : `  ${line}`)),
    ].join("\n"),
  );
  const heading = wrapWords(`${id}: ${title}`, look.columns).map((line) => paint(look, "bold", line));
  return [heading.join("\n"), ...parts, wrapWords(rest(id, upTo), look.columns).join("\n")].join("\n\n");
}

function rest(id: string, upTo: number): string {
  const left = 3 - upTo;
  if (left > 0)
    return `${left === 1 ? "One hint is" : `${String(left)} hints are`} left: \`npm run hint ${id}\` shows the next.`;
  return `That was the last hint. If it does not help, \`npm run solution -- ${id} --give-up\` shows the reference answer.`;
}

const ITEM = /^\s*([-*]|\d+\.) /;

/** A line that only code has: it ends as a statement or a block does, or it is a comment. */
const CODE = /[;{}]\s*(\/\/.*)?$|^\s*\/\//;

/** Of each line: is it in a paragraph of two lines or more, one of which is code? A comment in it would swallow the rest. */
function linesOfCode(lines: readonly string[]): readonly boolean[] {
  const blockOf = (index: number): readonly string[] => {
    const isBlank = (at: number): boolean => (lines[at] ?? "").trim() === "";
    let [from, to] = [index, index];
    while (!isBlank(from - 1)) from -= 1;
    while (!isBlank(to)) to += 1;
    return lines.slice(from, to);
  };
  return lines.map((line, index) => {
    if (line.trim() === "") return false;
    const block = blockOf(index);
    return block.length > 1 && block.some((other) => CODE.test(other));
  });
}

/** Prose is wrapped; code (indented, fenced, or plain to see) and lists keep their lines. */
function renderBlocks(text: string, columns: number): string[] {
  const lines: string[] = [];
  const source = text.trimEnd().split("\n");
  const isCode = linesOfCode(source);
  let paragraph: string[] = [];
  let fenced = false;
  const flush = (): void => {
    const prose = paragraph.join(" ");
    if (prose !== "") lines.push(...wrapWords(prose, columns, ITEM.test(prose) ? "  " : ""));
    paragraph = [];
  };
  for (const [index, line] of source.entries()) {
    const fence = /^\s*```/.test(line);
    const verbatim = fenced || isCode[index] === true || /^( {4}|\t)/.test(line);
    if (fence) fenced = !fenced;
    if (!fence && !verbatim && line.trim() !== "" && !ITEM.test(line)) {
      paragraph.push(line.trim());
      continue;
    }
    flush();
    if (fence) continue;
    if (line.trim() === "") lines.push("");
    else if (verbatim) lines.push(fenced ? `    ${line}` : line);
    else paragraph.push(line.trim());
  }
  flush();
  return lines;
}
