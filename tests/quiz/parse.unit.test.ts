import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseQuiz } from "../../src/quiz/bank/parse-quiz.ts";
import { CARD_KINDS } from "../../src/quiz/index.ts";
import { EVERY_KIND, example } from "./cards.ts";

const FILE = "lessons/15-inbox/quiz.md";
const parse = (text: string) => parseQuiz(text, "inbox", FILE);

/** What is said about a text: `line id: sentence`. */
const complaints = (text: string): readonly string[] =>
  parse(text).problems.map(({ line, id, message }) => `${String(line)} ${id}: ${message}`);

const SOUND = `## one-sound
- kind: single
- topic: delivery
- difficulty: 1
- source: beyond

Is it sound?

- [x] Yes
  > It is.
- [ ] No
  > It is not.
`;

describe("a quiz.md", () => {
  test("may hold every kind of question, as the documentation shows them", () => {
    const { cards, problems } = parse(EVERY_KIND);
    expect(problems).toEqual([]);
    expect(cards.map(({ kind }) => kind).toSorted()).toEqual([...CARD_KINDS].toSorted());
    const documented = readFileSync(join(import.meta.dirname, "..", "..", "CONTRIBUTING.md"), "utf8");
    for (const part of EVERY_KIND.split(/^(?=## )/m).slice(1)) expect(documented).toContain(part.trim());
  });

  test("gives each question all that was written", () => {
    expect(example("flaw")).toEqual({
      id: "inbox-check-then-act",
      kind: "flaw",
      topic: "delivery",
      lesson: "inbox",
      difficulty: 3,
      source: ["pattern.idempotent-consumer", "pitfall.not-idempotent"],
      drills: ["inbox/with-inbox"],
      followUps: [],
      prompt: [
        {
          kind: "text",
          text: "This consumer is meant to handle each payment once. Two copies of it run. What goes wrong first?",
        },
        {
          kind: "code",
          language: "ts",
          lines: [
            "async function onPaymentRequested(message: Message) {",
            "  if (await seen.has(message.id)) return;",
            "  await gateway.charge(message.data.amount);",
            "  await seen.add(message.id);",
            "}",
          ],
          marked: [2, 3, 4],
        },
      ],
      why: [],
      peopleSay: [],
      cheatSheet: [],
      file: FILE,
      line: expect.any(Number),
      options: [
        {
          text: "Both copies can find nothing, and both charge.",
          right: true,
          why: "Between the check and the mark there is an `await`, and a redelivery fits into it.",
        },
        expect.objectContaining({ right: false }),
        expect.objectContaining({ text: "`seen` grows without end.", right: false }),
      ],
    });
    expect(example("classification").items.map(({ text, of }) => `${text} is ${of}`)).toEqual([
      "`PlaceOrder` is command",
      "`OrderPlaced` is event",
      "`GetOrderTotal` is query",
    ]);
    expect(example("typed").answers).toEqual(["crypto-shredding", "cryptographic erasure"]);
    expect(example("typed").wrong.map(({ text }) => text)).toEqual(["pseudonymisation"]);
    expect(example("ordering").steps.map(({ text }) => text)).toEqual([
      "Cancel the shipment",
      "Refund the card",
      "Release the stock",
    ]);
    expect(example("flash")).toMatchObject({
      followUps: ["outbox-what-it-promises"],
      junior: [{ kind: "text", text: "Services send messages to each other." }],
    });
  });

  test("may come from Windows, with a mark of its encoding and tidied by a formatter", () => {
    const tidied = `\uFEFF${SOUND}`.replaceAll("## one-sound\n", "## one-sound\n\n").replace("- [ ]", "\n* [ ]");
    expect(parse(tidied.replaceAll("\n", "\r\n"))).toEqual({
      problems: [],
      cards: [expect.objectContaining({ id: "one-sound", options: expect.objectContaining({ length: 2 }) })],
    });
  });

  test("loses no sound question to a bad one", () => {
    const bad = SOUND.replace("one-sound", "two-bad").replace("single", "singel");
    const { cards, problems } = parse(`${SOUND}\n${bad}\n${SOUND.replace("one-sound", "three-sound")}`);
    expect(cards.map(({ id }) => id)).toEqual(["one-sound", "three-sound"]);
    expect(problems).toEqual([
      {
        file: FILE,
        line: 15,
        id: "two-bad",
        message: 'kind: "singel" is none of single, multiple, typed, flash, ordering, classification, flaw.',
      },
    ]);
  });

  test("loses no sound question to code that is never closed", () => {
    const open = SOUND.replace("one-sound", "two-open").replace("Is it sound?", "Is it?\n\n```ts\nconst a = 1;");
    const { cards, problems } = parse(`${SOUND}\n${open}\n${SOUND.replace("one-sound", "three-sound")}`);
    expect(cards.map(({ id }) => id)).toEqual(["one-sound", "three-sound"]);
    expect(problems[0]).toMatchObject({ id: "two-open", message: expect.stringContaining("is not closed") });
  });

  test("keeps code that looks like a heading or an answer out of the question's parts", () => {
    const code = "```\n## not-a-question\n- [x] not an answer\n```";
    const { cards, problems } = parse(SOUND.replace("Is it sound?", `Is it sound?\n\n${code}`));
    expect(problems).toEqual([]);
    expect(cards.map(({ prompt }) => prompt[1])).toEqual([
      expect.objectContaining({ lines: ["## not-a-question", "- [x] not an answer"] }),
    ]);
  });

  test.each([
    ["an id with capitals", SOUND.replace("one-sound", "One Sound")],
    ["a missing field", SOUND.replace("- topic: delivery\n", "")],
    ["a field twice", SOUND.replace("- topic: delivery\n", "- topic: delivery\n- topic: delivery\n")],
    ["a field that nobody knows", SOUND.replace("- topic", "- topics: a\n- topic")],
    ["a difficulty of 4", SOUND.replace("difficulty: 1", "difficulty: 4")],
    ["a drill that is no exercise", SOUND.replace("- source", "- drills: inbox\n- source")],
    ["classes where there are none", SOUND.replace("- source", "- classes: a, b\n- source")],
    ["no question", SOUND.replace("Is it sound?\n", "")],
    ["no why", SOUND.replace("  > It is.\n", "")],
    ["an unmarked why", SOUND.replace("  > It is.", "It is.")],
    ["two right answers", SOUND.replace("- [ ]", "- [x]")],
    ["one answer", SOUND.replace("- [ ] No\n  > It is not.\n", "")],
    ["an answer twice", SOUND.replace("] No", "] Yes")],
    ["an unknown section", `${SOUND}\n### Whys\n\nBecause.\n`],
    ["an empty section", `${SOUND}\n### Why\n`],
    ["a section of another kind", `${SOUND}\n### A junior says\n\nHm.\n`],
    ["code without an end", SOUND.replace("Is it sound?", "```ts\nconst a = 1;")],
    ["code that is too wide", SOUND.replace("Is it sound?", `\`\`\`ts\n${"x".repeat(57)}\n\`\`\``)],
    ["a flaw without code", SOUND.replace("single", "flaw")],
    [
      "marks beyond the code",
      SOUND.replace("single", "flaw").replace("Is it sound?", "```ts {2-3}\nconst a = 1;\n```"),
    ],
    ["a flash card without an answer", SOUND.slice(0, SOUND.indexOf("- [x]")).replace("single", "flash")],
    ["a long typed answer", SOUND.replace("single", "typed").replace("] Yes", "] one two three four five six seven")],
    ["an ordering of boxes", SOUND.replace("single", "ordering")],
    [
      "an item of no class",
      SOUND.replace("single", "classification\n- classes: event, query").replaceAll(/\[.\] /g, ""),
    ],
  ])("complains about %s", (_, text) => {
    const said = complaints(text);
    expect(said.length).toBeGreaterThan(0);
    expect(parse(text).cards).toEqual([]);
    for (const sentence of said) expect(sentence).toMatch(/[.]$/);
    expect(said).toMatchSnapshot();
  });
});
