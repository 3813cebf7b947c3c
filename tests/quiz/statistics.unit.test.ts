import { describe, expect, test } from "vitest";
import type { ProgressEvent } from "../../src/progress/index.ts";
import { dayName, readHistory, statistics, type Topic } from "../../src/quiz/index.ts";
import { schedule } from "../../src/quiz/memory/schedule.ts";
import { renderStats } from "../../src/render/quiz/index.ts";
import { flash } from "./cards.ts";
import { answered, checked, DAY, NOON, withdrawn } from "./log.ts";

const topics: readonly Topic[] = [
  { id: "brokers", title: "Message brokers", weight: 1, track: "interview" },
  { id: "sagas", title: "Sagas", weight: 1, track: "interview" },
  { id: "empty", title: "Nothing yet", weight: 1, track: "interview" },
];
const cards = [
  flash("a", { topic: "brokers" }),
  flash("b", { topic: "brokers" }),
  flash("c", { topic: "sagas" }),
  flash("d", { topic: "sagas" }),
];

function sumUp(events: readonly ProgressEvent[], now = NOON) {
  const history = readHistory(events);
  return statistics(cards, topics, history, schedule(cards, history, now), events, now);
}

describe("statistics", () => {
  test("call a topic strong by what would be remembered now, and weak by what was never asked", () => {
    const [brokers, sagas, ...others] = sumUp([
      answered("a", NOON),
      answered("b", NOON),
      answered("c", NOON - 300 * DAY),
    ]).topics;
    expect(brokers).toEqual({ topic: "brokers", title: "Message brokers", cards: 2, met: 2, strength: 1 });
    expect(sagas).toMatchObject({ cards: 2, met: 1 });
    expect(sagas?.strength).toBeGreaterThan(0);
    expect(sagas?.strength).toBeLessThan(0.4);
    expect(others).toEqual([]);
  });

  test("count a question as not known whose last answer was wrong", () => {
    expect(sumUp([answered("a", NOON - 9 * DAY), answered("a", NOON, "again")]).topics[0]).toMatchObject({
      met: 1,
      strength: 0,
    });
  });

  test("count days of practice, and those without a gap up to today or yesterday", () => {
    const days = (...ago: readonly number[]) => sumUp(ago.map((each) => answered("a", NOON - each * DAY)));
    expect(days(0, 1, 2, 5)).toMatchObject({ practised: 4, inARow: 3 });
    expect(days(1, 2)).toMatchObject({ practised: 2, inARow: 2 });
    expect(days(2, 3)).toMatchObject({ practised: 2, inARow: 0 });
    expect(days()).toMatchObject({ practised: 0, inARow: 0 });
    expect(sumUp([checked("outbox/relay", [], NOON), answered("a", NOON)]).days.at(-1)).toEqual({
      day: dayName(NOON),
      count: 2,
    });
  });

  test("say what is remembered of what came back on a later day", () => {
    const events = [
      answered("a", NOON - 9 * DAY, "again"),
      answered("a", NOON - 9 * DAY + 1000),
      answered("a", NOON - 6 * DAY),
      answered("b", NOON - 6 * DAY),
      answered("b", NOON, "again"),
    ];
    expect(sumUp(events).retention).toEqual({ asked: 2, remembered: 1 });
  });

  test("leave out what was taken back, and count what the course no longer asks", () => {
    const slip = answered("a", NOON, "again", "slip");
    expect(sumUp([slip, withdrawn("a", "slip", NOON), answered("gone", NOON)])).toMatchObject({ answers: 1, gone: 1 });
  });
});

test.each([30, 60, 100])("statistics are shown in %i columns, and say everything without colour", (columns) => {
  const events = [answered("a", NOON - 2 * DAY), answered("a", NOON, "easy"), answered("gone", NOON)];
  const text = renderStats(
    sumUp(events),
    [
      { name: "all", passed: 3, total: 12 },
      { name: "core track", passed: 0, total: 0 },
    ],
    { columns, color: false },
  );
  for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(columns);
  expect(text).toMatchSnapshot();
});
