import type { Result } from "./figure.ts";

/** Is it measured, and more than it may be? What is no number is within no limit. */
export const isOver = (result: Result): boolean => "value" in result && !(result.value <= result.limit);

/** The results as a table, a line each, with the raw medians last. */
export function renderTable(results: readonly Result[]): string {
  const rows = results.map((result) => [
    result.name,
    "value" in result ? format(result.value, result.unit) : "–",
    format(result.limit, result.unit),
    ...describe(result),
  ]);
  const lines = [["figure", "value", "limit", "", "medians"], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...lines.map((line) => (line[column] ?? "").length)));
  return lines.map((line) => renderLine(line, widths)).join("\n");
}

function describe(result: Result): readonly [string, string] {
  if ("skipped" in result) return ["skipped", result.skipped];
  // The whole reason was printed when it happened.
  if ("failed" in result) return ["FAILED", result.failed.split("\n")[0] ?? ""];
  return [isOver(result) ? "OVER" : "ok", result.raw];
}

/** What `--json` prints. What was not measured has no value, and is left out. */
export function toJson(results: readonly Result[]): string {
  const measured = results.flatMap((result) =>
    "value" in result
      ? [{ name: result.name, value: round(result.value), limit: result.limit, unit: result.unit }]
      : [],
  );
  return JSON.stringify(measured, null, 2);
}

/** Names to the left; numbers to the right, so that their points stand below each other. */
function renderLine(line: readonly string[], widths: readonly number[]): string {
  return line
    .map((cell, column) => {
      const width = widths[column] ?? 0;
      return column === 1 || column === 2 ? cell.padStart(width) : cell.padEnd(width);
    })
    .join("  ")
    .trimEnd();
}

const round = (value: number): number => Math.round(value * 1000) / 1000;

function format(value: number, unit: Result["unit"]): string {
  if (unit === "ratio") return `${value.toFixed(2)} x`;
  return unit === "s" ? `${value.toFixed(2)} s ` : `${value.toFixed(0)} MB`;
}
