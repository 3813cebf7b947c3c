import { describe, expect, test } from "vitest";
import type { ProgressEvent } from "../../src/progress/index.ts";
import { addDays, dayStart, daysBetween, planReview, readHistory, type Card } from "../../src/quiz/index.ts";
import { schedule, type CardMemory } from "../../src/quiz/memory/schedule.ts";
import { flash } from "./cards.ts";
import { answered, checked, DAY, NOON, withdrawn } from "./log.ts";

const memoriesOf = (cards: readonly Card[], events: readonly ProgressEvent[], now = NOON) =>
  schedule(cards, readHistory(events), now);

const memoryOf = (events: readonly ProgressEvent[], now = NOON, card = flash("a")): CardMemory | undefined =>
  memoriesOf([card], events, now).get(card.id);

/** Days until a card is due. */
const dueIn = (events: readonly ProgressEvent[], now = NOON): number =>
  daysBetween(now, memoryOf(events, now)?.due ?? Infinity);

describe("a due date", () => {
  test("moves further away with each answer that is remembered, and comes near after one that is not", () => {
    const once = [answered("a", NOON)];
    expect(dueIn(once)).toBeGreaterThanOrEqual(1);
    const twice = [answered("a", NOON - 3 * DAY), answered("a", NOON)];
    expect(dueIn(twice)).toBeGreaterThan(dueIn(once));
    expect(dueIn([...twice, answered("a", NOON + 5 * DAY, "again")], NOON + 5 * DAY)).toBeLessThanOrEqual(2);
    expect(dueIn([answered("a", NOON, "easy")])).toBeGreaterThan(dueIn([answered("a", NOON, "hard")]));
  });

  test("is the beginning of a day, so that a card of yesterday evening is due this morning", () => {
    const due = memoryOf([answered("a", NOON)])?.due ?? 0;
    expect(due).toBe(dayStart(due));
    expect(due).toBe(addDays(NOON, daysBetween(NOON, due)));
  });

  test("is never today's for a question that was answered today, however it went", () => {
    for (const grade of ["again", "hard", "good", "easy"] as const)
      expect(dueIn([answered("a", NOON, "again"), answered("a", NOON + 1000, grade)])).toBeGreaterThanOrEqual(1);
  });

  test("does not move for an answer that was taken back", () => {
    const slip = answered("a", NOON, "again", "slip");
    const events = [answered("a", NOON - 3 * DAY), slip, withdrawn("a", "slip", NOON + 1)];
    expect(memoryOf(events, NOON)).toEqual(memoryOf([answered("a", NOON - 3 * DAY)], NOON));
  });

  test("outlives the question: one that comes back has its history", () => {
    const events = [answered("a", NOON - 9 * DAY), answered("a", NOON - 2 * DAY)];
    expect(memoriesOf([], events).size).toBe(0);
    expect(memoriesOf([flash("a", { prompt: [{ kind: "text", text: "Reworded?" }] })], events).get("a")).toMatchObject({
      answers: 2,
    });
  });
});

describe("a clock that was set back", () => {
  const wrong = answered("a", NOON + 900 * DAY);

  test("does not put a question off for years", () => {
    expect(memoryOf([wrong])?.due).toBeLessThanOrEqual(addDays(NOON, 30));
    const mended = [wrong, answered("a", NOON)];
    expect(dueIn(mended)).toBeGreaterThanOrEqual(1);
    expect(dueIn(mended)).toBeLessThanOrEqual(30);
  });

  test("does not make it due on every day from then on", () => {
    // One is asked whenever it is due, for a hundred days after the clock was mended.
    const events = [wrong];
    let asked = 0;
    for (let day = 0; day < 100; day += 1) {
      const now = NOON + day * DAY;
      if ((memoryOf(events, now)?.due ?? 0) > now) continue;
      events.push(answered("a", now));
      asked += 1;
    }
    expect(asked).toBeGreaterThan(0);
    expect(asked).toBeLessThan(15);
  });

  test("does not keep a broken rule's questions due for ever", () => {
    const card = flash("a", { drills: ["outbox/relay"] });
    const broken = checked("outbox/relay", ["in-order"], NOON + 900 * DAY);
    expect(memoryOf([broken], NOON, card)?.due).toBeLessThanOrEqual(NOON);
    expect(memoryOf([broken, answered("a", NOON)], NOON, card)?.due).toBeGreaterThan(NOON);
  });
});

describe("a broken rule", () => {
  const exact = flash("exact", { drills: ["outbox/relay#in-order"] });
  const whole = flash("whole", { drills: ["outbox/relay"] });
  const other = flash("other", { drills: ["outbox/relay#bounded", "inbox/with-inbox"] });
  const broken = checked("outbox/relay", ["in-order"], NOON);

  test("makes the questions of its concept due, asked before or not", () => {
    const memories = memoriesOf([exact, whole, other], [answered("whole", NOON - DAY, "easy"), broken]);
    expect(memories.get("exact")).toMatchObject({ due: NOON, answers: 0, because: "outbox/relay#in-order" });
    expect(memories.get("whole")).toMatchObject({ due: NOON, answers: 1, because: "outbox/relay#in-order" });
    expect(memories.has("other")).toBe(false);
  });

  test("is done with once its question was answered", () => {
    const memories = memoriesOf([exact], [broken, answered("exact", NOON + 1000)], NOON + 2000);
    expect(memories.get("exact")?.due).toBeGreaterThan(NOON + 2000);
    expect(memories.get("exact")?.because).toBeUndefined();
  });
});

describe("a review", () => {
  const cards = Array.from({ length: 60 }, (_, index) => flash(`c${String(index).padStart(2, "0")}`));
  const plan = (events: readonly ProgressEvent[], now = NOON, limits?: { cap: number; fresh: number }) => {
    const history = readHistory(events);
    return planReview(cards, schedule(cards, history, now), history, now, limits);
  };
  const old = cards.slice(0, 50).map(({ id }, index) => answered(id, NOON - (100 + index) * DAY));

  test("begins with some new questions", () => {
    expect(plan([]).cards.map(({ id }) => id)).toEqual(cards.slice(0, 10).map(({ id }) => id));
    expect(plan([])).toMatchObject({ left: 0, unseen: 50, next: undefined });
  });

  test("asks the longest overdue first, and no more than the cap", () => {
    const { cards: asked, left } = plan(old);
    expect(asked.map(({ id }) => id)).toEqual(
      cards
        .slice(10, 50)
        .toReversed()
        .map(({ id }) => id),
    );
    expect(left).toBe(10);
  });

  test("counts what was reviewed today towards the cap, also in another sitting", () => {
    const today = cards.slice(40, 50).map(({ id }) => answered(id, NOON - 1000));
    expect(plan([...old, ...today]).cards).toHaveLength(30);
    expect(plan([...old, ...today], NOON + DAY).cards).toHaveLength(40);
  });

  test("puts what a broken rule asks for first", () => {
    const drilled = flash("z", { drills: ["outbox/relay"] });
    const events = [...old, checked("outbox/relay", ["in-order"], NOON)];
    const history = readHistory(events);
    const all = [...cards, drilled];
    expect(planReview(all, schedule(all, history, NOON), history, NOON).cards[0]?.id).toBe("z");
  });

  test("says when something is due again, and how much", () => {
    const events = cards.map(({ id }) => answered(id, NOON - 1000));
    const { cards: asked, next } = plan(events);
    expect(asked).toEqual([]);
    expect(next).toEqual({ at: memoryOf([answered("a", NOON - 1000)])?.due, count: 60 });
  });
});
