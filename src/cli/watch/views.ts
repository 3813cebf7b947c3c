import { renderVerdict, wrapWords } from "../../render/index.ts";
import type { Io } from "../io.ts";
import type { Frame, View } from "./frame.ts";
import { openScreen } from "../screen.ts";
import { renderPrinted } from "./printed.ts";
import { renderHeader, renderScreen } from "./screen.ts";

/** Redraws one screen in place. */
export function screenView(io: Io, write: (text: string) => void): View {
  const screen = openScreen(io, write);
  return {
    draw: (frame) => screen.show(renderScreen(frame, { color: io.color, columns: io.columns, rows: io.rows })),
    say: (sentence) => write(`${wrapWords(sentence, io.columns).join("\n")}\n`),
    leave: () => screen.leave(),
    close: () => screen.close(),
  };
}

/** Prints what is new, line after line: for a pipe, a log, a screen reader. */
export function plainView(io: Io): View {
  return printing(io, (frame, isNew) => {
    if (isNew) io.print(`${renderHeader(frame, io).join("\n")}\n`);
    const { work } = frame.state;
    if (work.kind === "judged") {
      const printed = renderPrinted(work.verdict.output);
      if (printed !== "") io.print(`${printed}\n`);
      io.print(`${renderVerdict({ ...work.verdict, output: "" }, frame.context, io)}\n`);
    } else if (work.kind === "absent" || work.kind === "stuck")
      io.print(`${wrapWords(work.sentence, io.columns).join("\n")}\n`);
  });
}

/** One line of JSON for each verdict: for programs, such as the benchmark. Sentences go to standard error. */
export function jsonView(io: Io): View {
  return printing(io, ({ state: { work }, exercise }) => {
    if (work.kind === "judged") io.print(JSON.stringify(work.verdict));
    else if (work.kind === "absent" || work.kind === "stuck")
      io.print(JSON.stringify({ exercise: exercise.id, status: "error", message: work.sentence }));
  });
}

/** Calls `print` only for work that it has not seen. */
function printing(io: Io, print: (frame: Frame, isNewExercise: boolean) => void): View {
  let work: unknown;
  let exercise: string | undefined;
  return {
    draw(frame) {
      if (frame.state.work === work) return;
      work = frame.state.work;
      const { kind } = frame.state.work;
      if (kind === "idle" || kind === "judging") return;
      print(frame, frame.exercise.id !== exercise);
      exercise = frame.exercise.id;
    },
    say: (sentence) => io.error(sentence),
    leave: () => undefined,
    close: () => undefined,
  };
}
