import type { Exercise } from "../../catalogue/index.ts";
import type { CourseProgress, ExerciseProgress } from "../../progress/index.ts";
import { paint, wrapWords, type Look } from "../../render/index.ts";
import { layOut } from "../key-line.ts";
import { numberOf } from "../watch/choose.ts";

/** Where the learner is. */
export interface Home {
  /** The first time that the course is opened. */
  readonly isNew: boolean;
  readonly course: CourseProgress;
  readonly core: CourseProgress;
  /** What to work on; absent once everything is passed. */
  readonly current?: { readonly exercise: Exercise; readonly known: ExerciseProgress; readonly path: string };
  /** What should be said about the workspace. */
  readonly notices: readonly string[];
}

/** What a key on the first screen does. */
export const HOME_KEYS = [
  ["c", "continue"],
  ["z", "quiz"],
  ["b", "browse"],
  ["r", "read the guide"],
  ["t", "tour"],
  ["q", "quit"],
] as const;

/** The first screen of someone at a terminal. */
export function renderHome(home: Home, look: Look): string {
  return [...renderWhere(home, look), "", ...layOut(HOME_KEYS, look)].join("\n");
}

/** The same for a pipe or a log: what to type instead of keys to press. */
export function renderPlainHome(home: Home, look: Look): string {
  const { current, isNew } = home;
  const exercise = current?.exercise;
  const commands: readonly (readonly [string, string])[] = [
    ...(exercise === undefined
      ? []
      : [
          [`npm run watch ${exercise.id}`, "judge it at each save"] as const,
          [`npm run read ${exercise.lesson}`, "read its guide"] as const,
          [`npm run hint ${exercise.id}`, "the next hint"] as const,
        ]),
    ["npm run quiz", "rapid fire, review, mock interview"],
    ["npm run list", "all lessons and exercises"],
    ["npm run help", "all commands"],
  ];
  return [
    ...(isNew
      ? [
          ...wrapWords(
            "An exercise is one file with gaps, in the folder workspace, and a list of promises that your code must keep. Write in any editor; each save is judged while `npm run watch` is running. What was judged is kept.",
            look.columns,
          ),
          "",
        ]
      : []),
    ...renderWhere(home, look),
    "",
    ...commands.flatMap(([command, what]) => besides(command, what, look)),
  ].join("\n");
}

const COMMAND_COLUMNS = 38;

function besides(command: string, what: string, look: Look): string[] {
  const short = command.length < COMMAND_COLUMNS && COMMAND_COLUMNS + what.length <= look.columns;
  if (short) return [`${paint(look, "cyan", command)}${" ".repeat(COMMAND_COLUMNS - command.length)}${what}`];
  return [paint(look, "cyan", command), ...wrapWords(what, look.columns - 2).map((line) => `  ${line}`)];
}

function renderWhere({ course, core, current, notices }: Home, look: Look): string[] {
  return [
    ...wrapWords("Eventlings: event-driven architecture, one exercise at a time", look.columns).map((line) =>
      paint(look, "bold", line),
    ),
    "",
    ...wrapWords(
      `Passed: ${String(course.passed)} of ${String(course.total)} exercises (core track: ${String(core.passed)} of ${String(core.total)}).`,
      look.columns,
    ),
    "",
    ...(current === undefined
      ? wrapWords("You have passed everything that is written. Go through any of it again.", look.columns)
      : renderCurrent(current, look)),
    ...notices.flatMap((notice) => ["", ...wrapWords(notice, look.columns)]),
  ];
}

function renderCurrent({ exercise, known, path }: NonNullable<Home["current"]>, look: Look): string[] {
  const facts = [exercise.track, ...(exercise.interview ? ["interview"] : []), `${String(exercise.minutes)} minutes`];
  return [
    ...wrapWords(`Next: ${numberOf(exercise)} ${exercise.title}`, look.columns).map((line) =>
      paint(look, "bold", line),
    ),
    ...wrapWords(`      ${[exercise.id, ...facts].join(" · ")}`.trim(), look.columns - 6).map(
      (line) => `      ${line}`,
    ),
    ...(known.state === "untouched" ? [] : wrapWords(howFar(known), look.columns - 6).map((line) => `      ${line}`)),
    `      ${paint(look, "underline", path)}`,
  ];
}

/** `failing: 7 of 12 promises kept at the last check` */
function howFar({ state, attempts }: ExerciseProgress): string {
  const last = attempts.at(-1)?.result;
  if (last === undefined) return state;
  const all = last.passed.length + last.failed.length + last.todo.length;
  return all === 0
    ? state
    : `${state}: ${String(last.passed.length)} of ${String(all)} promises kept at the last check`;
}
