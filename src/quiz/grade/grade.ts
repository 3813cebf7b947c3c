import type { Card } from "../types.ts";
import { matchTyped } from "./typed.ts";

/** How well something was remembered, in the words of FSRS. */
export type Grade = "again" | "hard" | "good" | "easy";

export const GRADES = ["again", "hard", "good", "easy"] as const;

/** What became of an answer. */
export type AnswerResult = "right" | "near" | "wrong";

/** What someone answered. Numbers are places in the card's own lists, however they were shown. */
export type Response =
  | { readonly kind: "chosen"; readonly options: readonly number[] }
  | { readonly kind: "typed"; readonly text: string }
  | { readonly kind: "ordered"; readonly steps: readonly number[] }
  /** The class of each item of the card. */
  | { readonly kind: "classified"; readonly classes: readonly string[] }
  | { readonly kind: "graded"; readonly grade: Grade }
  /** "I do not know." */
  | { readonly kind: "passed" }
  | { readonly kind: "late" };

/** A graded answer. */
export interface Graded {
  readonly result: AnswerResult;
  readonly grade: Grade;
  /** What should be said besides: how near it was, or why what was typed is not it. */
  readonly note?: string;
}

const RIGHT: Graded = { result: "right", grade: "good" };
const WRONG: Graded = { result: "wrong", grade: "again" };

/** Grades an answer. What does not fit the card's kind is wrong. */
export function grade(card: Card, response: Response): Graded {
  switch (response.kind) {
    case "passed":
      return WRONG;
    case "late":
      return { ...WRONG, note: "Time is up." };
    case "graded":
      return ownGrade(response.grade);
    case "typed":
      return card.kind === "typed" ? gradeTyped(matchTyped(card, response.text)) : WRONG;
    case "chosen":
      return "options" in card
        ? gradeSlips(chosenWrongly(card.options, response.options), card.kind === "multiple")
        : WRONG;
    case "ordered":
      return card.kind === "ordering" ? gradeOrder(card.steps.length, response.steps) : WRONG;
    case "classified":
      if (card.kind !== "classification") return WRONG;
      return gradeSlips(
        card.items.filter(({ of }, index) => response.classes[index] !== of).length,
        card.items.length > 2,
      );
  }
}

function ownGrade(given: Grade): Graded {
  if (given === "again") return WRONG;
  return { result: given === "hard" ? "near" : "right", grade: given };
}

function gradeTyped(match: ReturnType<typeof matchTyped>): Graded {
  if (match.kind === "right") return RIGHT;
  if (match.kind === "near") return { result: "near", grade: "hard", note: `Near: did you mean “${match.meant}”?` };
  return match.why === undefined ? WRONG : { ...WRONG, note: match.why };
}

/** How many options were ticked that should not be, or not ticked that should. */
const chosenWrongly = (options: readonly { readonly right: boolean }[], chosen: readonly number[]): number =>
  options.filter(({ right }, index) => right !== chosen.includes(index)).length;

/** One slip among several is not right, but worth saying. */
function gradeSlips(count: number, several: boolean): Graded {
  if (count === 0) return RIGHT;
  return count === 1 && several ? { ...WRONG, note: "Near: all but one." } : WRONG;
}

function gradeOrder(length: number, steps: readonly number[]): Graded {
  const misplaced = Array.from({ length }, (_, place) => place).filter((place) => steps[place] !== place);
  if (misplaced.length === 0) return RIGHT;
  const [first = 0, second = 0] = misplaced;
  return misplaced.length === 2 && second === first + 1
    ? { ...WRONG, note: "Near: two neighbours are swapped." }
    : WRONG;
}
