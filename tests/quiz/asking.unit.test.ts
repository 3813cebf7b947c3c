import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { emptyDraft, pressDraft, type Draft } from "../../src/quiz/ask/draft.ts";
import { readAnswerLine } from "../../src/quiz/ask/line.ts";
import { CARD_KINDS, toQuestion, type Question, type Response } from "../../src/quiz/index.ts";
import { grade } from "../../src/quiz/grade/grade.ts";
import { example } from "./cards.ts";

const unshuffled = (question: Question): Question => ({ ...question, order: question.order.toSorted((a, b) => a - b) });
const asked = (kind: (typeof CARD_KINDS)[number]): Question => unshuffled(toQuestion(example(kind), 1));

/** What keys come to: the response, or the draft that is left. */
function press(question: Question, ...keys: readonly string[]): Response | Draft {
  let draft = emptyDraft(question);
  for (const key of keys) {
    const pressed = pressDraft(question, draft, key);
    if (pressed.kind === "submit") return pressed.response;
    if (pressed.kind === "draft") draft = pressed.draft;
  }
  return draft;
}

describe("shuffling", () => {
  test("is the same for a seed, and differs between seeds", () => {
    const orders = (seed: number) => toQuestion(example("multiple"), seed).order;
    expect(orders(7)).toEqual(orders(7));
    expect(new Set(Array.from({ length: 20 }, (_, seed) => orders(seed).join(""))).size).toBeGreaterThan(5);
  });

  test("loses nothing, and never gives an order away", () => {
    fc.assert(
      fc.property(fc.constantFrom(...CARD_KINDS), fc.integer(), (kind, seed) => {
        const { card, order } = toQuestion(example(kind), seed);
        const places = order.toSorted((a, b) => a - b);
        expect(places).toEqual(places.map((_, place) => place));
        const solved = order.every((place, index) => place === index);
        expect(card.kind === "ordering" && solved).toBe(false);
      }),
    );
  });

  test("changes nothing about what is right", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const question = toQuestion(example("classification"), seed);
        const classes = question.order.map((item) => example("classification").items[item]?.of ?? "");
        const read = readAnswerLine(question, classes.join(" "));
        const keys = classes.map((each) => String(example("classification").classes.indexOf(each) + 1));
        const response = read.kind === "answer" ? read.response : undefined;
        expect(press(question, ...keys, "enter")).toEqual(response);
        expect(response && grade(question.card, response).result).toBe("right");
      }),
    );
  });
});

describe("keys", () => {
  test("choose one option at once, by digit or by arrows", () => {
    expect(press(asked("single"), "2")).toEqual({ kind: "chosen", options: [1] });
    expect(press(asked("single"), "down", "down", "enter")).toEqual({ kind: "chosen", options: [2] });
    expect(press(asked("single"), "up", "enter")).toEqual({ kind: "chosen", options: [2] });
    expect(press(asked("single"), "9", "x")).toEqual({ kind: "choose", marked: 0, ticked: [] });
  });

  test("tick several, take ticks back, and answer with Enter", () => {
    expect(press(asked("multiple"), "enter")).toMatchObject({ kind: "choose" });
    expect(press(asked("multiple"), "3", "1", "3", "2", "enter")).toEqual({ kind: "chosen", options: [0, 1] });
    expect(press(asked("multiple"), "down", "space", "enter")).toEqual({ kind: "chosen", options: [1] });
  });

  test("bring steps into order, and take the last one back", () => {
    expect(press(asked("ordering"), "2", "1", "backspace", "3", "1")).toEqual({
      kind: "order",
      marked: 0,
      picked: [1, 2, 0],
    });
    expect(press(asked("ordering"), "2", "2", "3", "1", "enter")).toEqual({ kind: "ordered", steps: [1, 2, 0] });
    expect(press(asked("ordering"), "enter", "enter", "enter", "enter")).toEqual({ kind: "ordered", steps: [0, 1, 2] });
  });

  test("classify one item after the other", () => {
    expect(press(asked("classification"), "1", "1", "backspace", "2", "down", "down", "enter", "enter")).toEqual({
      kind: "classified",
      classes: ["command", "event", "query"],
    });
  });

  test("type words, letters of commands among them", () => {
    expect(press(asked("typed"), "q", "u", "space", "1", "x", "backspace", "ü", "up", "enter")).toEqual({
      kind: "typed",
      text: "qu 1ü",
    });
    expect(press(asked("typed"), "space", "enter")).toEqual({ kind: "type", text: " " });
  });

  test("show a flash card's answer before it is graded", () => {
    expect(press(asked("flash"), "3")).toEqual({ kind: "recall", shown: false });
    expect(press(asked("flash"), "enter", "3")).toEqual({ kind: "graded", grade: "good" });
  });

  test.each(CARD_KINDS)("say that one does not know a %s", (kind) => {
    expect(press(asked(kind), "?")).toEqual({ kind: "passed" });
  });
});

describe("a line", () => {
  test.each([
    ["single", "2", { kind: "chosen", options: [1] }],
    ["multiple", "1 3", { kind: "chosen", options: [0, 2] }],
    ["multiple", "31", { kind: "chosen", options: [0, 2] }],
    ["ordering", "2, 1, 3", { kind: "ordered", steps: [1, 0, 2] }],
    ["classification", "command Event query", { kind: "classified", classes: ["command", "event", "query"] }],
    ["classification", "1 2 3", { kind: "classified", classes: ["command", "event", "query"] }],
    ["typed", " Crypto shredding ", { kind: "typed", text: "Crypto shredding" }],
    ["flash", "3", { kind: "graded", grade: "good" }],
    ["flash", "Easy", { kind: "graded", grade: "easy" }],
    ["flaw", "?", { kind: "passed" }],
  ] as const)("answers a %s with “%s”", (kind, line, response) => {
    expect(readAnswerLine(asked(kind), line)).toEqual({ kind: "answer", response });
  });

  test.each([
    ["single", "4"],
    ["single", "yes"],
    ["single", "1 2"],
    ["single", ""],
    ["multiple", "0"],
    ["ordering", "1 2"],
    ["ordering", "1 1 2"],
    ["classification", "event"],
    ["classification", "event, event, invoice"],
    ["typed", " "],
    ["flash", "5"],
  ] as const)("that is no answer to a %s (“%s”) is told what is one", (kind, line) => {
    const read = readAnswerLine(asked(kind), line);
    expect(read.kind === "unclear" ? read.sentence : "").toMatch(
      /^Answer with .*; \? if you do not know, q to leave\.$/,
    );
  });
});
