import type { ProgressEvent, QuizMode } from "../../src/progress/index.ts";
import type { Grade } from "../../src/quiz/index.ts";

export const DAY = 86_400_000;

/** Noon, where the tests run: days later it is still the same hour, give or take one. */
export const NOON = new Date(2026, 4, 11, 12).getTime();

const RESULTS = { again: "wrong", hard: "near", good: "right", easy: "right" } as const;

/** An answer as the log holds it. */
export function answered(
  question: string,
  at: number,
  grade: Grade = "good",
  id = `${question}@${String(at)}`,
  mode: QuizMode = "review",
): ProgressEvent {
  const data = { question, grade, result: RESULTS[grade], mode };
  return { v: 1, id, at: new Date(at).toISOString(), type: "QuestionAnswered", data };
}

export function withdrawn(question: string, answer: string, at: number): ProgressEvent {
  const data = { question, answer };
  return { v: 1, id: `undo ${answer}`, at: new Date(at).toISOString(), type: "AnswerWithdrawn", data };
}

/** A check that broke rules. */
export function checked(exercise: string, failed: readonly string[], at: number): ProgressEvent {
  const data = { exercise, attempt: "0".repeat(64), status: "fail" as const, passed: [], failed, todo: [] };
  return { v: 1, id: `check@${String(at)}`, at: new Date(at).toISOString(), type: "AttemptChecked", data };
}
