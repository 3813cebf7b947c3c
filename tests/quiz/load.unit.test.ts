import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FSRSAlgorithm } from "ts-fsrs";
import { expect, test, vi } from "vitest";
import { openProgress } from "../../src/progress/index.ts";
import { readHistory } from "../../src/quiz/index.ts";
import { schedule } from "../../src/quiz/memory/schedule.ts";
import { temporaryFolder } from "../support/course.ts";
import { flash } from "./cards.ts";
import { answered, DAY, NOON } from "./log.ts";

const CARDS = 250;
const ANSWERS = 10_000;

/** Ten thousand answers, each card on forty days. */
const log = Array.from({ length: ANSWERS }, (_, index) => {
  const round = Math.floor(index / CARDS);
  return answered(`c${String(index % CARDS)}`, NOON - (ANSWERS / CARDS - round) * 3 * DAY, "good", String(index));
});

test("ten thousand answers are read once each, and each costs one step of the memory's model", () => {
  const root = temporaryFolder();
  mkdirSync(join(root, ".eventlings"));
  writeFileSync(join(root, ".eventlings", "log.jsonl"), log.map((event) => `${JSON.stringify(event)}\n`).join(""));
  const parse = vi.spyOn(JSON, "parse");
  const { events } = openProgress(root);
  expect(parse).toHaveBeenCalledTimes(ANSWERS);

  const steps = vi.spyOn(FSRSAlgorithm.prototype, "next_state");
  const intervals = vi.spyOn(FSRSAlgorithm.prototype, "next_interval");
  const cards = Array.from({ length: CARDS }, (_, index) => flash(`c${String(index)}`));
  const history = readHistory(events);
  expect(history.answers).toHaveLength(ANSWERS);
  expect(schedule(cards, history, NOON).size).toBe(CARDS);
  expect(steps).toHaveBeenCalledTimes(ANSWERS);
  expect(intervals).toHaveBeenCalledTimes(CARDS);
  // Nothing is parsed a second time, whatever is asked of the history.
  expect(parse).toHaveBeenCalledTimes(ANSWERS);
  vi.restoreAllMocks();
});
