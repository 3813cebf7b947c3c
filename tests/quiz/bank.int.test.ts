import { readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readBank } from "../../src/quiz/bank/read-bank.ts";
import { loadBank } from "../../src/quiz/index.ts";
import { temporaryFolder, write } from "../support/course.ts";
import { quizCourse } from "./course.ts";

const ROOT = join(import.meta.dirname, "..", "..");

const quizOf = (root: string): string => join(root, "lessons", "15-inbox", "quiz.md");

describe("the bank", () => {
  test("is read once, and then from its index", async () => {
    const root = quizCourse();
    const first = await loadBank(root);
    expect(first.cards).toHaveLength(7);
    expect(first.problems).toEqual([]);
    expect(await loadBank(root)).toEqual(first);
    // What is in the index is believed: this question was never in a file.
    const index = join(root, "dist", "quiz.json");
    writeFileSync(index, readFileSync(index, "utf8").replaceAll("event-store-lost-acknowledgement", "from-the-index"));
    expect((await loadBank(root)).cards.map(({ id }) => id)).toContain("from-the-index");
  });

  test("is read again when a file's size or time differs, or a file comes or goes", async () => {
    const root = quizCourse();
    await loadBank(root);
    const text = readFileSync(quizOf(root), "utf8");
    writeFileSync(quizOf(root), text.replace("## event-store-lost-acknowledgement", "## event-store-lost-reply"));
    expect((await loadBank(root)).cards.map(({ id }) => id)).toContain("event-store-lost-reply");
    writeFileSync(quizOf(root), text.replace("## event-store-lost-acknowledgement", "## event-store-lost-anwer"));
    const { atime } = statSync(quizOf(root));
    utimesSync(quizOf(root), atime, new Date(2020, 1, 1));
    expect((await loadBank(root)).cards.map(({ id }) => id)).toContain("event-store-lost-anwer");
    write(root, "lessons/16-outbox/quiz.md", text);
    expect((await loadBank(root)).problems).toHaveLength(6);
  });

  test("survives a damaged index, and a clone that cannot be written", async () => {
    const root = quizCourse();
    write(root, "dist/quiz.json", "{");
    expect((await loadBank(root)).cards).toHaveLength(7);
    const blocked = quizCourse();
    write(blocked, "dist", "a file where the folder should be");
    expect((await loadBank(blocked)).cards).toHaveLength(7);
  });

  test("keeps the first of two questions with one id, and says where it is", () => {
    const root = quizCourse();
    write(root, "lessons/16-outbox/quiz.md", readFileSync(quizOf(root), "utf8").split(/^(?=## )/m)[1] ?? "");
    const { cards, problems } = readBank(root);
    expect(cards.map(({ file }) => file)).toEqual(Array.from({ length: 7 }, () => "lessons/15-inbox/quiz.md"));
    expect(problems).toEqual([
      {
        file: "lessons/16-outbox/quiz.md",
        line: 1,
        id: "event-store-lost-acknowledgement",
        message: "the id is taken by the question in lessons/15-inbox/quiz.md:5.",
      },
    ]);
  });

  test("leaves out a question of no known topic, and asks one whose source or follow-up is unknown", () => {
    const root = quizCourse();
    const text = readFileSync(quizOf(root), "utf8")
      .replace("topic: sagas", "topic: saga")
      .replace("source: advanced.right-to-be-forgotten", "source: advanced.gdpr")
      .replace("follow-ups: outbox-what-it-promises", "follow-ups: outbox-promises");
    writeFileSync(quizOf(root), text);
    const { cards, problems } = readBank(root);
    expect(cards).toHaveLength(6);
    expect(problems.map(({ id, message }) => `${id}: ${message}`)).toMatchInlineSnapshot(`
      [
        "process-managers-undo-in-order: topic: "saga" is none of lessons/topics.yaml. There are architecture, messages, event-sourcing, concurrency, cqrs, projections, brokers, delivery, ordering, sagas, versioning, overload, privacy, operations, scenarios.",
        "privacy-erase-by-key: source: "advanced.gdpr" is no item of lessons/source-items.yaml: correct it, or write "beyond".",
        "architecture-what-is-it: follow-ups: there is no question "outbox-promises": correct the id or remove it.",
      ]
    `);
  });

  test("without its lists of topics and items says so, and does not fail", () => {
    const root = temporaryFolder();
    write(root, "lessons/15-inbox/quiz.md", readFileSync(quizOf(quizCourse()), "utf8"));
    expect(readBank(root).problems.slice(0, 2)).toEqual([
      expect.objectContaining({ file: "lessons/topics.yaml", message: expect.stringContaining("is missing") }),
      expect.objectContaining({ file: "lessons/source-items.yaml", message: expect.stringContaining("is missing") }),
    ]);
    write(root, "lessons/topics.yaml", "- { id: a, title: A }\n- [");
    expect(readBank(root).problems[0]?.message).toContain("is not valid YAML");
  });
});

describe("what the course must cover", () => {
  test("is complete, item by item", () => {
    const counts = new Map<string, number>();
    for (const { id } of readBank(ROOT).items) {
      const group = id.slice(0, id.lastIndexOf("."));
      counts.set(group, (counts.get(group) ?? 0) + 1);
    }
    const sum = (like: RegExp): number =>
      [...counts].filter(([group]) => like.test(group)).reduce((total, [, count]) => total + count, 0);
    expect(sum(/^(rapid-fire|senior|follow-up|basic|intermediate|advanced)$/)).toBe(22);
    expect([...counts.keys()].filter((group) => group.startsWith("table."))).toHaveLength(11);
    expect(sum(/^table\./)).toBe(54);
    expect(sum(/^choose-/)).toBe(18);
    expect(Object.fromEntries([...counts].filter(([group]) => !/^(table\.|choose-)/.test(group)))).toEqual({
      "rapid-fire": 6,
      senior: 2,
      "follow-up": 4,
      basic: 3,
      intermediate: 3,
      advanced: 4,
      concept: 6,
      statement: 4,
      "event-name": 7,
      "event-kind": 3,
      "kafka-term": 4,
      exchange: 3,
      pattern: 6,
      strategy: 5,
      scenario: 3,
      pitfall: 6,
      takeaway: 7,
      snippet: 15,
    });
  });
});
