import type { Attempt, AttemptResult } from "../progress/index.ts";
import { paint, type Look } from "./look.ts";
import { widthOf } from "./text/width.ts";
import { wrapWords } from "./text/wrap.ts";

/** The attempts at an exercise, in the order given, with how to get one back. */
export function renderHistory(exercise: string, attempts: readonly Attempt[], now: Date, look: Look): string {
  if (attempts.length === 0)
    return wrapWords(
      `No attempt at ${exercise} is kept yet: one is kept each time that your file is checked.`,
      look.columns,
    ).join("\n");
  const rows = attempts.map((attempt) => cells(attempt, now));
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => widthOf(row[column] ?? ""))));
  const wide = rows.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  const fits = wide.every((line) => widthOf(line) <= look.columns);
  const lines = rows.flatMap((row, index) => (fits ? [wide[index] ?? ""] : stacked(row, look.columns)));
  return [
    ...wrapWords(`Attempts at ${exercise}, the newest first`, look.columns).map((line) => paint(look, "bold", line)),
    "",
    ...lines,
    "",
    // No backticks: in a narrow window the command may break between its words.
    ...wrapWords(`To bring one back: npm run restore ${exercise} <number>`, look.columns),
  ].join("\n");
}

type Cells = readonly [number: string, relative: string, absolute: string, hash: string, result: string];

const cells = ({ number, at, hash, result }: Attempt, now: Date): Cells => [
  `#${String(number)}`,
  relativeTime(new Date(at), now),
  absoluteTime(new Date(at)),
  hash.slice(0, 8),
  describeResult(result),
];

const stacked = ([number, relative, absolute, hash, result]: Cells, columns: number): string[] => [
  ...wrapWords(`${number} ${result}`, columns, "   "),
  ...wrapWords(`${relative} (${absolute}), ${hash}`, columns - 3).map((line) => `   ${line}`),
];

/** A verdict in a few words. */
function describeResult(result: AttemptResult | undefined): string {
  if (result === undefined) return "- not checked";
  if (result.status === "pass") return "✓ passed";
  if (result.problem !== undefined && result.passed.length + result.failed.length === 0)
    return `✗ ended before any rule (${result.problem})`;
  const counts = [
    `${String(result.passed.length)} kept`,
    ...(result.failed.length === 0 ? [] : [`${String(result.failed.length)} broken`]),
    ...(result.todo.length === 0 ? [] : [`${String(result.todo.length)} to do`]),
    ...typeErrors(result.types ?? 0),
  ];
  return `${result.status === "error" ? "? not judged:" : "✗"} ${counts.join(", ")}`;
}

const typeErrors = (count: number): string[] =>
  count === 0 ? [] : [count === 1 ? "1 type error" : `${String(count)} type errors`];

const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

/** How long ago, in the largest whole unit. A clock that was put back makes a time lie ahead. */
export function relativeTime(then: Date, now: Date): string {
  const passed = now.getTime() - then.getTime();
  if (passed < -60_000) return "ahead of the clock";
  for (const [unit, size] of UNITS) {
    const count = Math.floor(passed / size);
    if (count >= 1) return `${String(count)} ${unit}${count === 1 ? "" : "s"} ago`;
  }
  return "just now";
}

/** `2026-11-24 06:18` in the learner's own time zone. */
function absoluteTime(then: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const date = `${String(then.getFullYear())}-${two(then.getMonth() + 1)}-${two(then.getDate())}`;
  return `${date} ${two(then.getHours())}:${two(then.getMinutes())}`;
}
