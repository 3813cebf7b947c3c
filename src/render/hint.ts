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

/** Prose is wrapped; code (indented or fenced) and lists keep their lines. */
function renderBlocks(text: string, columns: number): string[] {
  const lines: string[] = [];
  let paragraph: string[] = [];
  let fenced = false;
  const flush = (): void => {
    const prose = paragraph.join(" ");
    if (prose !== "") lines.push(...wrapWords(prose, columns, ITEM.test(prose) ? "  " : ""));
    paragraph = [];
  };
  for (const line of text.trimEnd().split("\n")) {
    const fence = /^\s*```/.test(line);
    const verbatim = fenced || /^( {4}|\t)/.test(line);
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
