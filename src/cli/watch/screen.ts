import { paint, renderVerdict, wrapWords, type Look } from "../../render/index.ts";
import { layOut } from "../key-line.ts";
import { numberOf } from "./choose.ts";
import { CHOOSER_KEYS, renderChooser, type Window } from "./chooser.ts";
import type { Frame } from "./frame.ts";
import { isPassed, type Panel, type Work } from "./machine.ts";

/** The whole screen of an interactive watch, as text. */
export function renderScreen(frame: Frame, window: Window): string {
  const { state } = frame;
  const notes = state.note === "" ? [] : wrapWords(state.note, window.columns);
  const foot = [...notes, ...renderKeys(frame, window)];
  const body =
    state.panel.kind === "none" ? renderWork(state.work, frame, window) : renderPanel(state.panel, frame, window);
  return [...renderHeader(frame, window), "", body, "", ...foot].join("\n");
}

/** Which exercise this is, and where the file is: a path that a terminal makes a link. */
export function renderHeader({ exercise, path, exercises, progress }: Frame, look: Look): string[] {
  const written = exercises.filter((each) => each.written);
  const place = written.findIndex(({ id }) => id === exercise.id) + 1;
  const facts = [
    exercise.track,
    ...(exercise.interview ? ["interview"] : []),
    `${String(exercise.minutes)} minutes`,
    `exercise ${String(place)} of ${String(written.length)}`,
    `${String(progress.passed)} passed`,
  ];
  return [
    ...wrapWords(`${numberOf(exercise)} ${exercise.title}`, look.columns).map((line) => paint(look, "bold", line)),
    ...wrapWords(facts.join(" · "), look.columns).map((line) => paint(look, "dim", line)),
    paint(look, "underline", path),
  ];
}

function renderWork(work: Work, frame: Frame, look: Look): string {
  switch (work.kind) {
    case "idle":
      return "Judging what you have …";
    case "judging":
      return work.pace === "quick" && work.before.kind !== "idle"
        ? renderWork(work.before, frame, look)
        : "Judging what you have …";
    case "judged":
      return renderVerdict(work.verdict, frame.context, look);
    case "absent":
    case "stuck":
      return wrapWords(work.sentence, look.columns).join("\n");
  }
}

const renderPanel = (panel: Exclude<Panel, { kind: "none" }>, frame: Frame, window: Window): string =>
  panel.kind === "text" ? panel.text : renderChooser(frame.exercises, frame.passed, panel, window);

/** The keys that do something now. */
export function renderKeys({ state }: Frame, look: Look): string[] {
  if (state.panel.kind === "choose") return layOut(CHOOSER_KEYS, look);
  const printed = state.work.kind === "judged" && state.work.verdict.output !== "";
  return layOut(
    [
      ...(isPassed(state) ? [["n", "next"] as const] : []),
      ...(state.panel.kind === "text" ? [["esc", "back"] as const] : []),
      ["h", "hint"],
      ["g", "guide"],
      ["l", "list"],
      ["r", "run again"],
      ...(printed ? [["o", "output"] as const] : []),
      ["s", "solution"],
      ["?", "keys"],
      ["q", "quit"],
    ],
    look,
  );
}

/** What each key does, in a sentence. */
export function renderKeyHelp(look: Look): string {
  const keys: readonly (readonly [string, string])[] = [
    ["n", "goes on to the next exercise, once this one has passed"],
    ["h", "shows the next hint; there are three, from a question to nearly the code"],
    ["g", "opens the guide, at the section about the first broken promise"],
    ["l", "lists the exercises: go to any of them"],
    ["r", "runs the rules again on what you have"],
    ["o", "shows everything that your code printed"],
    ["s", "shows a reference answer, once this one has passed"],
    ["q", "quits; so does Ctrl-C. What was judged is kept"],
  ];
  return [
    ...wrapWords("Save your file in any editor: each save is judged at once.", look.columns),
    "",
    ...keys.flatMap(([key, text]) =>
      wrapWords(text, look.columns - 4).map(
        (line, index) => `${index === 0 ? paint(look, "bold", key) : " "}   ${line}`,
      ),
    ),
  ].join("\n");
}
