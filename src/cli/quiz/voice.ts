import type { Card, Outcome, Question } from "../../quiz/index.ts";
import { renderBlocks, renderFeedback, renderQuestion, renderSummary, type Summary } from "../../render/quiz/index.ts";
import type { Io } from "../io.ts";
import { drillsOf, type Doable } from "./ending.ts";

/** How a round without keys speaks: to a person, or to a machine. */
export interface Voice {
  question(question: Question, number: number, of: number): void;
  /** A flash card's answer, before it is graded. */
  model(question: Question): void;
  unclear(sentence: string): void;
  feedback(outcome: Outcome, doable: Doable): void;
  summary(summary: Summary): void;
}

/** Plain lines for a person: a pipe, a log, a screen reader. */
export function plainVoice(io: Io): Voice {
  return {
    question(question, number, of) {
      io.print(`Question ${String(number)} of ${String(of)}`);
      io.print(renderQuestion(question, undefined, io).lines.join("\n"));
      io.print(howTo(question.card));
    },
    model: ({ card }) => io.print(card.kind === "flash" ? renderBlocks(card.answer, io).join("\n") : ""),
    unclear: (sentence) => io.error(sentence),
    feedback(outcome, doable) {
      const drills = drillsOf(outcome.question.card.drills, doable);
      io.print(`${renderFeedback(outcome, { whys: "short", drills }, io).join("\n")}\n`);
    },
    summary: (summary) => io.print(renderSummary(summary, io)),
  };
}

function howTo(card: Card): string {
  switch (card.kind) {
    case "single":
    case "flaw":
      return "(a number)";
    case "multiple":
      return "(numbers)";
    case "typed":
      return "(a few words)";
    case "flash":
      return "(an empty line shows the answer; then 1 again, 2 hard, 3 good, 4 easy)";
    case "ordering":
      return "(the numbers in your order)";
    case "classification":
      return "(a class for each item)";
  }
}

/** One line of JSON for each thing that happens. */
export function jsonVoice(io: Io): Voice {
  const say = (value: object): void => io.print(JSON.stringify(value));
  return {
    question({ card, order }, number, of) {
      const { id, kind, topic, lesson, difficulty, prompt } = card;
      say({ type: "question", number, of, id, kind, topic, lesson, difficulty, prompt, ...shownOf(card, order) });
    },
    model: ({ card }) => say({ type: "answer", id: card.id, answer: card.kind === "flash" ? card.answer : [] }),
    unclear: (sentence) => say({ type: "unclear", sentence }),
    feedback({ question: { card }, graded, took }, doable) {
      const drills = drillsOf(card.drills, doable);
      say({ type: "result", id: card.id, ...graded, took: Math.round(took), right: rightOf(card), drills });
    },
    summary({ tally, report, best, drill, read, due }) {
      const missed = report.missed.map(({ id }) => id);
      say({ type: "summary", ...tally, topics: report.topics, missed, drill, read, best, due });
    },
  };
}

function shownOf(card: Card, order: readonly number[]): object {
  if ("options" in card) return { options: order.map((place) => card.options[place]?.text ?? "") };
  if (card.kind === "ordering") return { steps: order.map((place) => card.steps[place]?.text ?? "") };
  if (card.kind !== "classification") return {};
  return { items: order.map((place) => card.items[place]?.text ?? ""), classes: card.classes };
}

/** The right answer, in the card's own order. */
function rightOf(card: Card): readonly string[] {
  switch (card.kind) {
    case "single":
    case "multiple":
    case "flaw":
      return card.options.filter(({ right }) => right).map(({ text }) => text);
    case "typed":
      return card.answers;
    case "ordering":
      return card.steps.map(({ text }) => text);
    case "classification":
      return card.items.map(({ text, of }) => `${text}: ${of}`);
    case "flash":
      return [];
  }
}
