import { join } from "node:path";
import { expect, test } from "vitest";
import { readBank } from "../../src/quiz/bank/read-bank.ts";
import { cheatSheet, toQuestion, type Card, type Graded } from "../../src/quiz/index.ts";
import { renderCheatSheet, renderFeedback, renderQuestion } from "../../src/render/quiz/index.ts";

const look = { columns: 60, color: false };
const bank = readBank(join(import.meta.dirname, "..", ".."));

/** Lines of a text that a window of 60 columns would break. */
const tooWide = (lines: readonly string[]): readonly string[] => lines.filter((line) => line.length > look.columns);

const WRONG: Graded = { result: "wrong", grade: "again" };

function everything(card: Card): readonly string[] {
  const question = toQuestion(card, 1);
  const asked = renderQuestion(question, card.kind === "flash" ? { kind: "recall", shown: true } : undefined, look);
  const outcome = { question, response: { kind: "passed" as const }, graded: WRONG, took: 0 };
  return [...asked.lines, ...renderFeedback(outcome, { whys: "all", drills: card.drills }, look)];
}

test("every question of the course, and its answer, fits 60 columns", () => {
  expect(bank.cards.length).toBeGreaterThan(0);
  const broken = bank.cards.flatMap((card) => tooWide(everything(card)).map((line) => `${card.id}: ${line}`));
  expect(broken).toEqual([]);
});

test("the cheat sheet of the course fits 60 columns", () => {
  expect(tooWide(renderCheatSheet(cheatSheet(bank), look).split("\n"))).toEqual([]);
});
