import type { Card, Outcome, Question, Response } from "../../quiz/index.ts";
import { paint, type Look } from "../look.ts";
import { renderBlocks, renderText } from "./text.ts";

/** How much is said about an answer. */
export interface FeedbackOptions {
  /** `short`: what was wrong and what is right; `all`: a why for everything. */
  readonly whys: "short" | "all";
  /** Exercises that train it and can be done. */
  readonly drills: readonly string[];
}

const HEADS = { right: ["green", "✓ Right."], near: ["yellow", "~ Nearly."], wrong: ["red", "✗ Not right."] } as const;

/** What became of an answer, and why. */
export function renderFeedback(
  { question, response, graded }: Outcome,
  { whys, drills }: FeedbackOptions,
  look: Look,
): string[] {
  const { card } = question;
  const [format, words] = HEADS[graded.result];
  const head =
    response.kind === "graded" ? `Noted: ${response.grade}.` : response.kind === "passed" ? "✗ Not known yet." : words;
  const note = graded.note === undefined ? "" : ` ${graded.note}`;
  const missed = graded.result !== "right";
  return [
    ...renderText(`${head}${note}`, look).map((line) => paint(look, [format, "bold"], line)),
    ...renderRight(question, response, whys === "all", missed, look),
    ...(card.why.length === 0 ? [] : ["", ...renderBlocks(card.why, look)]),
    ...(card.peopleSay.length === 0
      ? []
      : ["", paint(look, "bold", "People usually say"), ...renderBlocks(card.peopleSay, look)]),
    ...(missed && drills.length > 0
      ? ["", ...drills.flatMap((drill) => renderText(`Train it: npm run watch ${drill}`, look, "", "  "))]
      : []),
  ];
}

function renderRight(question: Question, response: Response, all: boolean, missed: boolean, look: Look): string[] {
  const { card } = question;
  switch (card.kind) {
    case "single":
    case "multiple":
    case "flaw":
      return renderOptions(card.options, question.order, response, all, look);
    case "typed":
      return [
        ...renderText(`**${card.answers.join("**, **")}**`, look, "  "),
        ...renderText(card.answerWhy, look, "    "),
        ...(all ? card.wrong.flatMap(({ text, why }) => answerAndWhy("✗", text, why, look)) : []),
      ];
    case "ordering":
      return card.steps.flatMap(({ text, why }, index) => {
        const mark = response.kind === "ordered" && response.steps[index] === index ? "✓" : missed ? "✗" : "✓";
        return answerAndWhy(`${mark} ${String(index + 1)}.`, text, all || mark === "✗" ? why : "", look);
      });
    case "classification":
      return question.order.flatMap((item) => {
        const { text, of, why } = card.items[item] ?? { text: "", of: "", why: "" };
        const given = response.kind === "classified" ? response.classes[item] : undefined;
        const mark = given === of ? "✓" : "✗";
        return answerAndWhy(mark, `${text}: **${of}**`, all || mark === "✗" ? why : "", look);
      });
    case "flash":
      // Who graded the own answer has seen the model.
      return response.kind === "graded" ? [] : ["", ...renderBlocks(card.answer, look)];
  }
}

function renderOptions(
  options: Extract<Card, { kind: "single" | "multiple" | "flaw" }>["options"],
  order: readonly number[],
  response: Response,
  all: boolean,
  look: Look,
): string[] {
  const chosen = response.kind === "chosen" ? response.options : [];
  return order.flatMap((place, shown) => {
    const { text, right, why } = options[place] ?? { text: "", right: false, why: "" };
    const own = chosen.includes(place);
    // What is right, and what was taken for right.
    if (!all && !right && !own) return [];
    const mark = right ? "✓" : "✗";
    return answerAndWhy(`${mark} ${String(shown + 1)}`, own ? `${text} **(yours)**` : text, why, look);
  });
}

function answerAndWhy(mark: string, text: string, why: string, look: Look): string[] {
  const start = `${mark} `;
  const indent = " ".repeat(start.length);
  return [...renderText(text, look, start), ...(why === "" ? [] : renderText(why, look, `${indent}  `))];
}
