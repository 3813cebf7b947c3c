import type { Statistics } from "../../quiz/index.ts";
import { paint, type Look } from "../look.ts";
import { widthOf } from "../text/width.ts";
import { renderBar, renderSparkline } from "./bar.ts";
import { renderText } from "./text.ts";

/** Exercises of a track, or of all. */
export interface ExerciseCount {
  readonly name: string;
  readonly passed: number;
  readonly total: number;
}

/** What was learned and what is weak. */
export function renderStats(statistics: Statistics, exercises: readonly ExerciseCount[], look: Look): string {
  const { topics, answers, gone, due } = statistics;
  return [
    heading("Exercises", look),
    ...rows(
      exercises.map(({ name, passed, total }) => ({
        name,
        share: total === 0 ? 0 : passed / total,
        note: `${String(passed)} of ${String(total)}`,
      })),
      look,
    ),
    "",
    heading("Practice", look),
    ...renderPractice(statistics, look),
    "",
    heading("Questions", look),
    ...(answers === 0
      ? renderText("None answered yet: `npm run quiz` asks some.", look)
      : rows(
          topics.map(({ title, strength, met, cards }) => ({
            name: title,
            share: strength,
            note: `${String(met)} of ${String(cards)} asked`,
          })),
          look,
        )),
    ...(answers === 0 ? [] : ["", ...renderText(remembered(statistics), look)]),
    ...(due === 0 ? [] : renderText(`${String(due)} due: \`npm run quiz -- --review\``, look)),
    ...(gone === 0 ? [] : renderText(`${String(gone)} answers are to questions that the course no longer has.`, look)),
  ].join("\n");
}

const heading = (text: string, look: Look): string => paint(look, "bold", text);

interface Row {
  readonly name: string;
  readonly share: number;
  readonly note: string;
}

/** Bars side by side with their names, or below them where the window is narrow. */
function rows(all: readonly Row[], look: Look): string[] {
  const name = Math.max(0, ...all.map((row) => widthOf(row.name)));
  const note = Math.max(0, ...all.map((row) => widthOf(row.note)));
  const bar = Math.min(24, look.columns - name - note - 12);
  return all.flatMap((row) => {
    if (bar < 8)
      return [
        row.name,
        `  ${renderBar(row.share, Math.max(8, Math.min(24, look.columns - note - 12)), look)}  ${row.note}`,
      ];
    const space = " ".repeat(name - widthOf(row.name));
    return [`${row.name}${space}  ${renderBar(row.share, bar, look)}  ${row.note}`];
  });
}

function renderPractice({ days, practised, inARow }: Statistics, look: Look): string[] {
  const shown = days.slice(-Math.min(days.length, Math.max(7, look.columns - 20)));
  const total = practised === 1 ? "1 day of practice" : `${String(practised)} days of practice`;
  return [
    `${renderSparkline(shown.map(({ count }) => count))}  the last ${String(shown.length)} days`,
    ...renderText(`${total}, ${String(inARow)} in a row.`, look),
  ];
}

function remembered({ answers, retention: { asked, remembered: count } }: Statistics): string {
  const total = answers === 1 ? "1 answer." : `${String(answers)} answers.`;
  if (asked === 0) return `${total} None has come back on a later day yet, so there is no saying what stays.`;
  return `${total} Of ${String(asked)} that came back on a later day, you remembered ${String(count)} (${String(Math.round((100 * count) / asked))} %).`;
}
