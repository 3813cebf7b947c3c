import type { SourcePlace } from "../../judge/index.ts";
import { paint, type Look } from "../look.ts";
import { neutralise } from "../text/neutralise.ts";

/** Lines shown before and after the one that is meant. */
const BEFORE = 2;
const AFTER = 1;

/** The lines around a place, with the one that is meant marked, and its column. Empty when it is not in the source. */
export function codeFrame(source: string, { line, column }: SourcePlace, look: Look): string[] {
  const lines = source.split(/\r?\n/);
  if (line < 1 || line > lines.length) return [];
  const first = Math.max(1, line - BEFORE);
  const last = Math.min(lines.length, line + AFTER);
  const width = String(last).length;
  const shown: string[] = [];
  for (let number = first; number <= last; number += 1) {
    const text = neutralise(lines[number - 1] ?? "");
    const gutter = String(number).padStart(width);
    if (number === line) {
      shown.push(`${paint(look, "red", `▸ ${gutter} │`)} ${text}`.trimEnd());
      if (column !== undefined) {
        const before = neutralise((lines[number - 1] ?? "").slice(0, column - 1));
        shown.push(
          `${" ".repeat(width + 2)} ${paint(look, "red", "│")} ${" ".repeat(before.length)}${paint(look, "red", "^")}`,
        );
      }
    } else {
      shown.push(`${paint(look, "dim", `  ${gutter} │`)} ${text}`.trimEnd());
    }
  }
  return shown;
}
