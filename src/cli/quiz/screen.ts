import { current, limitOf, tally, timeLeft, type Session } from "../../quiz/index.ts";
import { paint, type Look } from "../../render/look.ts";
import { renderBlocks, renderFeedback, renderQuestion, renderText, type Sight } from "../../render/quiz/index.ts";
import { layOut } from "../key-line.ts";
import { drillsOf, type Doable } from "./ending.ts";

/** A window to draw in. */
export interface Window extends Look {
  readonly rows: number;
}

/** What is shown of a round, and how far down its reader has scrolled. */
export interface QuizView {
  readonly session: Session;
  /** Lines from where the window would begin by itself. */
  readonly scrolled: number;
  /** Milliseconds by the clock that the session's times are of. */
  readonly now: number;
  readonly doable: Doable;
}

const NAMES = {
  rapid: "Rapid fire",
  review: "Review",
  interview: "Mock interview",
  lesson: "Lesson",
  topic: "Topic",
} as const;

/** The whole window: where the round is, the question or its answer, and the keys. */
export function renderQuizScreen(view: QuizView, window: Window): string {
  const head = renderHead(view, window);
  const keys = layOut(keysOf(view.session), window);
  const rows = Math.max(3, window.rows - head.length - keys.length - 3);
  const body = crop(renderBody(view, window), rows, view);
  return [...head, "", ...body, "", ...keys].join("\n");
}

function renderHead({ session, now }: QuizView, look: Look): string[] {
  const { queue, outcomes, round, phase } = session;
  const { right, streak } = tally(outcomes);
  const place = Math.min(queue.length, outcomes.length + (phase.kind === "asking" ? 1 : 0));
  const facts = [
    NAMES[round.mode],
    `${String(place)} of ${String(queue.length)}`,
    `${String(right)} right`,
    ...(streak > 1 ? [`${String(streak)} in a row`] : []),
  ];
  const line = renderText(facts.join(" · "), look).map((each) => paint(look, "dim", each));
  const question = current(session);
  const left = timeLeft(session, now);
  const limit = question === undefined ? undefined : limitOf(session, question);
  return left === undefined || limit === undefined ? line : [...line, renderClock(left, limit, look)];
}

const CLOCK_WIDTH = 20;

function renderClock(left: number, limit: number, look: Look): string {
  const seconds = Math.ceil(left / 1000);
  // By whole seconds, so that the line changes once a second and no oftener.
  const full = Math.min(CLOCK_WIDTH, Math.ceil((CLOCK_WIDTH * seconds * 1000) / limit));
  const bar = "█".repeat(full) + "░".repeat(CLOCK_WIDTH - full);
  return paint(look, seconds <= 5 ? "red" : "green", `${bar} ${String(seconds)} s`);
}

function renderBody({ session, doable }: QuizView, look: Look): Sight {
  const { phase } = session;
  if (phase.kind === "over") return { lines: [], focus: 0 };
  if (phase.kind === "asking") {
    const question = current(session);
    return question === undefined ? { lines: [], focus: 0 } : renderQuestion(question, phase.draft, look);
  }
  const { question } = phase.outcome;
  const drills = drillsOf(question.card.drills, doable);
  const prompt = renderBlocks(question.card.prompt, look, "shown");
  const feedback = renderFeedback(phase.outcome, { whys: phase.whys, drills }, look);
  return { lines: [...prompt, "", ...feedback], focus: prompt.length + 1 };
}

/** As much as fits; a line says where there is more. */
function crop({ lines, focus }: Sight, rows: number, { session, scrolled }: QuizView): readonly string[] {
  if (lines.length <= rows) return lines;
  const last = lines.length - rows;
  const top = Math.max(0, Math.min(last, firstLine(session, focus, rows, last) + scrolled));
  const shown = lines.slice(top, top + rows);
  if (top > 0) shown[0] = "… page up for more";
  if (top < last) shown[shown.length - 1] = "… page down for more";
  return shown;
}

/** A question is shown from its beginning until its reader moves on; an answer from what became of it. */
function firstLine({ phase }: Session, focus: number, rows: number, last: number): number {
  if (phase.kind === "told") return Math.min(focus, last);
  const untouched =
    phase.kind === "asking" && "marked" in phase.draft && phase.draft.marked === 0 && phase.draft.kind === "choose";
  if (untouched) return 0;
  if (phase.kind === "asking" && phase.draft.kind === "recall") return phase.draft.shown ? Math.min(focus, last) : 0;
  return Math.max(0, focus - rows + 4);
}

function keysOf({ phase }: Session): readonly (readonly [string, string])[] {
  if (phase.kind === "told")
    return [
      ["enter", "next"],
      ["?", phase.whys === "all" ? "less" : "every why"],
      ["u", "undo"],
      ["q", "save and leave"],
    ];
  if (phase.kind === "over") return [];
  switch (phase.draft.kind) {
    case "type":
      return [
        ["enter", "answer"],
        ["?", "I do not know"],
        ["esc", "save and leave"],
      ];
    case "choose":
      return [["1-9", "choose"], ["↑↓ enter", "choose"], ...COMMON];
    case "order":
      return [["1-9", "the next step"], ["backspace", "take back"], ["enter", "answer"], ...COMMON];
    case "classify":
      return [["1-5", "its class"], ["backspace", "take back"], ["enter", "answer"], ...COMMON];
    case "recall":
      return [phase.draft.shown ? ["1-4", "how it went"] : ["enter", "show the answer"], ...COMMON];
  }
}

const COMMON = [
  ["?", "I do not know"],
  ["u", "undo"],
  ["q", "save and leave"],
] as const;
