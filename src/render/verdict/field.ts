import { paint, type Look } from "../look.ts";
import { wrapWords } from "../text/wrap.ts";

/** Columns of the labels: the longest is "Expected". */
const LABEL = 8;

/** Windows narrower than this get each label on a line of its own. */
const NARROW = 60;

/** Is there too little room for two columns? */
export const isNarrow = (look: Look): boolean => look.columns < NARROW;

/** Columns left for what stands beside (or below) a label. */
export const fieldWidth = (look: Look): number => look.columns - (isNarrow(look) ? 4 : LABEL + 4);

/** Lines that belong under one label, as they are. The label stands before the first. */
export function field(look: Look, label: string, lines: readonly string[]): string[] {
  const name = paint(look, "dim", label);
  if (isNarrow(look)) return [`  ${name}`, ...lines.map((line) => indent(line, 4))];
  const [first = "", ...rest] = lines;
  return [`  ${name}${" ".repeat(LABEL - label.length + 2)}${first}`, ...rest.map((line) => indent(line, LABEL + 4))];
}

/** Prose that belongs under one label, wrapped. */
export function prose(look: Look, label: string, text: string): string[] {
  return field(look, label, wrapWords(text, fieldWidth(look)));
}

/** A line that opens a new part of the report. */
export function rule(look: Look, title: string, style: Parameters<typeof paint>[1] = "bold"): string {
  const fill = "─".repeat(Math.max(0, Math.min(look.columns, 100) - title.length - 4));
  return `${paint(look, "dim", "──")} ${paint(look, style, title)} ${paint(look, "dim", fill)}`.trimEnd();
}

const indent = (line: string, columns: number): string => (line === "" ? "" : " ".repeat(columns) + line);
