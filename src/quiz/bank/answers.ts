import type { Line } from "./lines.ts";

/** An answer as it stands in the file: `- [x] text`, `1. text` or `- text: class`, and its why. */
export interface RawAnswer {
  readonly line: number;
  readonly text: string;
  readonly why: string;
  /** Of a box: is it ticked? Undefined where there is no box. */
  readonly ticked: boolean | undefined;
}

/** How an answer begins, by what kind of list it stands in. */
export const ANSWER_STARTS = {
  boxes: /^[-*] \[([ xX])\]\s+(.*)$/,
  steps: /^\d+[.)]()\s+(.*)$/,
  items: /^[-*]()\s+(.*)$/,
} as const;

/** Which list of answers a question has. */
export type AnswerList = keyof typeof ANSWER_STARTS;

/** Reads a list of answers with the quote below each. */
export function readAnswers(
  lines: readonly Line[],
  list: AnswerList,
  complain: (line: number, message: string) => void,
): readonly RawAnswer[] {
  const answers: { line: number; text: string; why: string; ticked: boolean | undefined }[] = [];
  for (const { text, number } of lines) {
    const start = ANSWER_STARTS[list].exec(text);
    const open = answers.at(-1);
    if (start !== null) {
      const box = start[1] ?? "";
      answers.push({
        line: number,
        text: (start[2] ?? "").trim(),
        why: "",
        ticked: list === "boxes" ? box.toLowerCase() === "x" : undefined,
      });
    } else if (text.trim() === "" || open === undefined) continue;
    else {
      const quote = /^\s*>\s?(.*)$/.exec(text)?.[1];
      if (quote !== undefined) open.why = `${open.why} ${quote.trim()}`.trim();
      else if (/^\s/.test(text) && open.why === "") open.text += ` ${text.trim()}`;
      else complain(number, `"${shorten(text.trim())}" is neither an answer nor a why: a why begins with "  > ".`);
    }
  }
  for (const answer of answers)
    if (answer.text === "") complain(answer.line, "this answer is empty: write it or remove it.");
  return answers;
}

const shorten = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);
