import type { Mutant } from "./report.ts";
import type { Score } from "./survivors.ts";

/** What must be killed of a lesson's mutants, explained survivors or not. */
export const LEAST = 0.9;

/** A line for each solution, and one for each lesson. */
export function renderScores(scores: readonly Score[]): string {
  const width = Math.max(...scores.map(({ file }) => file.length));
  const lines = scores.map(({ file, killed, explained, unexplained, share }) =>
    [
      file.padEnd(width),
      percent(share).padStart(6),
      `${String(killed)} killed, ${String(explained.length + unexplained.length)} survived`,
      unexplained.length === 0 ? "" : `(${String(unexplained.length)} not explained)`,
    ]
      .join("  ")
      .trimEnd(),
  );
  const lessons = byLesson(scores).map(
    ([lesson, share]) => `${lesson.padEnd(width)}  ${percent(share).padStart(6)}  ${share < LEAST ? "TOO LOW" : "ok"}`,
  );
  return [...lines, "", ...lessons].join("\n");
}

/** Survivors as they are to be put into `survivors.yaml`, once it is understood why they may live. */
export const renderUnexplained = (mutants: readonly Mutant[]): string =>
  mutants.map(({ file, line, change }) => `${file}:${String(line)}\n    ${JSON.stringify(change)}: …`).join("\n");

/** The share that was killed in each lesson, all of its solutions together. */
export function byLesson(scores: readonly Score[]): readonly (readonly [string, number])[] {
  const lessons = new Map<string, { killed: number; tried: number }>();
  for (const { file, killed, explained, unexplained } of scores) {
    const name = file.split("/").slice(0, 2).join("/");
    const lesson = lessons.get(name) ?? { killed: 0, tried: 0 };
    lesson.killed += killed;
    lesson.tried += killed + explained.length + unexplained.length;
    lessons.set(name, lesson);
  }
  return [...lessons].map(([name, { killed, tried }]) => [name, tried === 0 ? 0 : killed / tried]);
}

const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;
