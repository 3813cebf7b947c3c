import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openProgress, type NewProgressEvent } from "../../src/progress/index.ts";
import { bestScore, readHistory } from "../../src/quiz/index.ts";
import { temporaryFolder } from "../support/course.ts";
import { answered, NOON } from "./log.ts";

const answer = (question: string): NewProgressEvent => ({
  type: "QuestionAnswered",
  data: { question, result: "right", grade: "good", mode: "rapid", took: 1200 },
});
const round = (score?: number): NewProgressEvent => ({
  type: "QuizFinished",
  data: { mode: "rapid", asked: 10, right: 8, streak: 5, ...(score === undefined ? {} : { score }) },
});

describe("answers in the learner's log", () => {
  test("are on the disk at once, and are read again with the ids that they got", () => {
    const root = temporaryFolder();
    const [id] = openProgress(root).record(answer("a"));
    expect(openProgress(root).events).toMatchObject([{ id, ...answer("a") }]);
  });

  test("are no work on an exercise", () => {
    const progress = openProgress(temporaryFolder());
    progress.record({ type: "HintRevealed", data: { exercise: "outbox/relay", tier: 1 } }, answer("a"), round(80));
    expect(progress.summary.lastWorkedOn).toBe("outbox/relay");
  });

  test.each([
    ["no question", { result: "right", grade: "good", mode: "rapid" }],
    ["an unknown grade", { question: "a", result: "right", grade: "fine", mode: "rapid" }],
    ["an unknown result", { question: "a", result: "ok", grade: "good", mode: "rapid" }],
    ["a time that is no number", { question: "a", result: "right", grade: "good", mode: "rapid", took: "1" }],
  ])("with %s are set aside", (_, data) => {
    const root = temporaryFolder();
    openProgress(root).record(answer("a"));
    const line = JSON.stringify({ v: 1, id: "x", at: new Date(NOON).toISOString(), type: "QuestionAnswered", data });
    appendFileSync(join(root, ".eventlings", "log.jsonl"), `${line}\n`);
    const { events, health } = openProgress(root);
    expect(events).toHaveLength(1);
    expect(health.setAside).toEqual([{ line: 2, kind: "corrupt" }]);
  });

  test("count once where a log was joined with a copy of itself", () => {
    const events = [answered("a", NOON), answered("b", NOON)];
    expect(readHistory([...events, ...events]).answers.map(({ question }) => question)).toEqual(["a", "b"]);
  });

  test("hold the best score of rapid fire", () => {
    const progress = openProgress(temporaryFolder());
    expect(bestScore(readHistory(progress.events))).toBeUndefined();
    progress.record(round(), round(70), round(85), round(60));
    expect(bestScore(readHistory(progress.events))).toBe(85);
  });
});
