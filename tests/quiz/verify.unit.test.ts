import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readCourse } from "../../src/catalogue/read-course.ts";
import { renderFinding } from "../../src/verify/index.ts";
import { describeBank, keepCoverage, proveQuiz } from "../../src/verify/quiz.ts";
import { smallCourse, write } from "../support/course.ts";
import { EVERY_KIND } from "./cards.ts";

const EXAMPLES = EVERY_KIND.replaceAll(/^- drills: .*\n/gm, "");

/** A course with an exercise, and the questions that are given. */
function courseWith(quiz: string): string {
  const root = smallCourse();
  write(root, "lessons/04-store/quiz.md", quiz);
  for (const name of ["topics.yaml", "source-items.yaml"]) {
    const file = join(import.meta.dirname, "..", "..", "lessons", name);
    write(root, `lessons/${name}`, readFileSync(file, "utf8"));
  }
  return root;
}

const findings = (root: string, complete = false): readonly string[] =>
  proveQuiz(root, readCourse(root), undefined, complete).map((finding) => renderFinding(root, finding));

describe("verify, of questions", () => {
  test("finds nothing wrong with sound ones", () => {
    expect(findings(courseWith(EXAMPLES))).toEqual([]);
  });

  test("names file, line, id and what to change of a malformed one", () => {
    const quiz = EXAMPLES.replace("kind: single", "kind: singel").replace("topic: sagas", "topic: saga");
    expect(findings(courseWith(quiz)).map((line) => line.slice(0, 150))).toMatchInlineSnapshot(`
      [
        "quiz event-store-lost-acknowledgement lessons/04-store/quiz.md:7: kind: "singel" is none of single, multiple, typed, flash, ordering, classification, ",
        "quiz process-managers-undo-in-order lessons/04-store/quiz.md:98: topic: "saga" is none of lessons/topics.yaml. There are architecture, messages, event",
      ]
    `);
  });

  test("finds a drill without its exercise, or without its rule; a planned exercise has none yet", () => {
    const drill = (to: string): readonly string[] =>
      findings(courseWith(EXAMPLES.replace("- kind: flaw", `- drills: ${to}\n- kind: flaw`)));
    expect(drill("store/append#first, store/retry#anything")).toEqual([]);
    expect([...drill("store/apend"), ...drill("store/append#third")]).toMatchInlineSnapshot(`
      [
        "quiz inbox-check-then-act lessons/04-store/quiz.md:132: drills: there is no exercise "store/apend": \`npm run list\` shows them.",
        "quiz inbox-check-then-act lessons/04-store/quiz.md:132: drills: store/append has no rule "third"; it has first, second.",
      ]
    `);
  });

  test("keeps to the lessons that were asked about", () => {
    const root = courseWith(EXAMPLES.replace("kind: single", "kind: singel"));
    const { lessons, problems } = readCourse(root);
    const only = (slug: string) =>
      proveQuiz(
        root,
        { lessons, problems },
        lessons.filter((each) => each.slug === slug),
      );
    expect(only("store")).toHaveLength(1);
    expect(only("views")).toEqual([]);
  });

  test("finds every item of the source without a question, once the bank is meant to be whole", () => {
    const found = findings(courseWith(EXAMPLES), true);
    expect(found.some((line) => line.startsWith("quiz pattern.saga "))).toBe(false);
    expect(found.find((line) => line.startsWith("quiz exchange.direct "))).toMatch(
      /^quiz exchange\.direct lessons\/source-items\.yaml:\d+: no question has it as its source/,
    );
    expect(found.find((line) => line.startsWith("quiz table.message-kinds.event "))).toMatch(
      /no question about it has a section "### Cheat sheet"/,
    );
  });

  test("finds the table of what is covered out of date, until it is written again", () => {
    const root = courseWith(EXAMPLES);
    const outdated = (): boolean => findings(root, true).some((line) => line.includes("coverage.md: is out of date"));
    expect(outdated()).toBe(true);
    keepCoverage(root, readCourse(root));
    expect(outdated()).toBe(false);
    expect(readFileSync(join(root, "lessons", "coverage.md"), "utf8")).toContain(
      "| pattern.saga | A process over several services that can be undone. | [process-managers-undo-in-order](04-store/quiz.md#process-managers-undo-in-order) | The store |  |",
    );
    write(root, "lessons/04-store/quiz.md", EXAMPLES.replace("source: pattern.saga", "source: beyond"));
    expect(outdated()).toBe(true);
  });

  test("says how far the bank is", () => {
    expect(describeBank(courseWith(EXAMPLES))).toMatch(/^7 questions; 148 of 163 items have none: rapid-fire\.event-/);
    expect(describeBank(smallCourse())).toBe("0 questions; 0 of 0 items have none.");
  });

  test("asks nothing of a course without questions", () => {
    expect(findings(smallCourse(), true)).toEqual([]);
  });
});
