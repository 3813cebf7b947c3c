import type { Exercise } from "../catalogue/index.ts";
import { paint, type Look } from "./look.ts";
import { wrapWords } from "./text/wrap.ts";

/**
 * The reference answer and how the learner's file differs from it.
 * @param diff lines that begin with " ", "-" (the learner's), "+" (the reference) or "@@"; undefined without a file
 */
export function renderSolution(
  { id, title }: Pick<Exercise, "id" | "title">,
  reference: string,
  diff: readonly string[] | undefined,
  look: Look,
): string {
  const heading = (text: string): string[] => wrapWords(text, look.columns).map((line) => paint(look, "bold", line));
  return [
    ...heading(`The reference answer to ${id}: ${title}`),
    "",
    reference.trimEnd(),
    "",
    ...(diff === undefined || diff.length === 0
      ? wrapWords(diff === undefined ? "You have no file to compare it with." : "Your file is the same.", look.columns)
      : [...heading("From your file (-) to the reference (+)"), "", ...diff.map((line) => paintDiff(line, look))]),
  ].join("\n");
}

function paintDiff(line: string, look: Look): string {
  if (line.startsWith("@@")) return paint(look, "cyan", line);
  if (line.startsWith("+")) return paint(look, "green", line);
  return line.startsWith("-") ? paint(look, "red", line) : line;
}
