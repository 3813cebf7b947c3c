import { describe, expect, test } from "vitest";
import { grade, type Response } from "../../src/quiz/grade/grade.ts";
import type { Card } from "../../src/quiz/index.ts";
import { example } from "./cards.ts";

const result = (card: Card, response: Response): string => {
  const { result: word, note } = grade(card, response);
  return note === undefined ? word : `${word}: ${note}`;
};

describe("an answer", () => {
  test("of several options counts only whole, and says when one was wrong", () => {
    const chosen = (...options: readonly number[]): Response => ({ kind: "chosen", options });
    expect(result(example("multiple"), chosen(0, 1))).toBe("right");
    expect(result(example("multiple"), chosen(0))).toBe("wrong: Near: all but one.");
    expect(result(example("multiple"), chosen(2, 3))).toBe("wrong");
    expect(result(example("single"), chosen(1))).toBe("right");
    expect(result(example("single"), chosen(0))).toBe("wrong");
    expect(result(example("flaw"), chosen(0))).toBe("right");
  });

  test("in order says when only two neighbours are swapped", () => {
    const ordered = (...steps: readonly number[]): Response => ({ kind: "ordered", steps });
    expect(result(example("ordering"), ordered(0, 1, 2))).toBe("right");
    expect(result(example("ordering"), ordered(1, 0, 2))).toBe("wrong: Near: two neighbours are swapped.");
    expect(result(example("ordering"), ordered(2, 1, 0))).toBe("wrong");
    expect(result(example("ordering"), ordered())).toBe("wrong");
  });

  test("of classes is held against each item", () => {
    const classified = (...classes: readonly string[]): Response => ({ kind: "classified", classes });
    expect(result(example("classification"), classified("command", "event", "query"))).toBe("right");
    expect(result(example("classification"), classified("command", "command", "query"))).toBe(
      "wrong: Near: all but one.",
    );
    expect(result(example("classification"), classified())).toBe("wrong");
  });

  test("in words may be near, and is told why where it is a common mistake", () => {
    expect(grade(example("typed"), { kind: "typed", text: "cripto shredding" })).toEqual({
      result: "near",
      grade: "hard",
      note: "Near: did you mean “crypto-shredding”?",
    });
    expect(result(example("typed"), { kind: "typed", text: "pseudonymisation" })).toMatch(/^wrong: It puts another/);
  });

  test("is graded by its learner where it was spoken", () => {
    const graded = (given: "again" | "hard" | "good" | "easy") =>
      grade(example("flash"), { kind: "graded", grade: given });
    expect(graded("again")).toEqual({ result: "wrong", grade: "again" });
    expect(graded("hard")).toEqual({ result: "near", grade: "hard" });
    expect(graded("easy")).toEqual({ result: "right", grade: "easy" });
  });

  test("that is missing, late or of another kind is wrong", () => {
    expect(result(example("single"), { kind: "passed" })).toBe("wrong");
    expect(result(example("single"), { kind: "late" })).toBe("wrong: Time is up.");
    expect(result(example("single"), { kind: "typed", text: "1" })).toBe("wrong");
  });
});
