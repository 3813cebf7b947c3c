import { paint, type Look } from "./look.ts";
import { widthOf } from "./text/width.ts";
import { wrapWords } from "./text/wrap.ts";

/** How far a learner is with an exercise; `unwritten` is only planned. */
export type ListedState = "untouched" | "started" | "failing" | "passed" | "unwritten";

/** An exercise as `list --json` prints it. */
export interface ListedExercise {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly track: string;
  readonly interview: boolean;
  readonly minutes: number;
  readonly state: ListedState;
  /** Counts of what is kept for the exercise; 0 where it is not written yet. */
  readonly rules: number;
  readonly mistakes: number;
  readonly alternatives: number;
}

/** A lesson as `list --json` prints it. */
export interface ListedLesson {
  readonly number: number;
  readonly slug: string;
  readonly title: string;
  readonly exercises: readonly ListedExercise[];
}

/** What the last line says. */
export interface ListTotals {
  readonly passed: number;
  readonly total: number;
  /** Id of the exercise to go on with. */
  readonly next?: string;
}

const SYMBOLS: Readonly<Record<ListedState, string>> = {
  passed: "✓",
  failing: "✗",
  started: "~",
  untouched: "-",
  unwritten: "·",
};
const FORMATS = { passed: "green", failing: "red", started: "yellow", untouched: "white", unwritten: "dim" } as const;

/** The course by lesson: one line an exercise where all of them fit (with titles or without), else a few short ones. */
export function renderList(lessons: readonly ListedLesson[], totals: ListTotals, look: Look): string {
  if (lessons.length === 0) return wrapWords("No exercise is like that; leave out an option.", look.columns).join("\n");
  const form = chooseForm(
    lessons.flatMap(({ number, exercises }) => exercises.map((exercise) => cells(number, exercise))),
    look.columns,
  );
  const parts = lessons.map(({ number, title, exercises }) =>
    [
      ...wrapWords(`${String(number)} ${title}`, look.columns, "  ").map((text) => paint(look, "bold", text)),
      ...exercises.flatMap((exercise) =>
        form(cells(number, exercise)).map((text, index) =>
          index === 0 || exercise.state === "unwritten" ? paint(look, FORMATS[exercise.state], text) : text,
        ),
      ),
    ].join("\n"),
  );
  return [...parts, renderTotals(totals, look)].join("\n\n");
}

/** Makes the lines of one exercise. */
type Form = (row: Cells) => readonly string[];

/** The first form in which every exercise fits the window. */
function chooseForm(rows: readonly Cells[], columns: number): Form {
  const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...rows.map((row) => widthOf(row[column] ?? ""))));
  const inOneLine = [
    (row: Cells) => oneLine(row, widths, [0, 1, 2]),
    (row: Cells) => oneLine(row, widths, [0, 1]),
  ].find((form) => rows.every((row) => widthOf(form(row)) <= columns));
  return inOneLine === undefined ? (row) => stacked(row, columns) : (row) => [inOneLine(row)];
}

type Cells = readonly [state: string, id: string, title: string, minutes: string, tracks: string];

const cells = (lesson: number, exercise: ListedExercise): Cells => [
  `${SYMBOLS[exercise.state]} ${exercise.state}`,
  `${String(lesson)}.${String(exercise.number)} ${exercise.id}`,
  exercise.title,
  `${String(exercise.minutes)} min`,
  exercise.interview ? `${exercise.track}, interview` : exercise.track,
];

function oneLine(row: Cells, widths: readonly number[], shown: readonly number[]): string {
  const padded = shown.map((column) => {
    const text = row[column] ?? "";
    return text + " ".repeat(Math.max(0, (widths[column] ?? 0) - widthOf(text)));
  });
  const [, , , minutes, tracks] = row;
  return `  ${[...padded, minutes.padStart(widths[3] ?? 0), tracks].join("  ")}`;
}

function stacked([state, id, title, minutes, tracks]: Cells, columns: number): string[] {
  return [
    ...wrapWords(`${state}: ${id}`, columns - 2, "  "),
    ...wrapWords(`${title}, ${minutes}, ${tracks}`, columns - 4).map((text) => `  ${text}`),
  ].map((text) => `  ${text}`);
}

function renderTotals({ passed, total, next }: ListTotals, look: Look): string {
  const count = `${String(passed)} of ${String(total)} passed.`;
  const then = next === undefined ? "" : ` Next: ${next}`;
  return wrapWords(`${count}${then}`, look.columns).join("\n");
}
