import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  begin,
  current,
  step,
  tally,
  timeLeft,
  toQuestion,
  type Card,
  type Round,
  type Session,
  type SessionEffect,
  type SessionEvent,
} from "../../src/quiz/index.ts";
import { example, flash } from "./cards.ts";

const single = (id: string): Card => ({ ...example("single"), id });

function round(cards: readonly Card[], over: Partial<Round> = {}): Round {
  const questions = cards.map((card) => ({ card, order: [...toQuestion(card, 1).order].toSorted((a, b) => a - b) }));
  return { mode: "lesson", questions, clock: "none", followUps: new Map(), ...over };
}

/** Plays events and collects what is to be done. */
function play(session: Session, ...events: readonly SessionEvent[]): { session: Session; effects: SessionEffect[] } {
  const effects: SessionEffect[] = [];
  let now = session;
  for (const event of events) {
    const next = step(now, event);
    now = next.session;
    effects.push(...next.effects);
  }
  return { session: now, effects };
}

const key = (name: string, now = 0): SessionEvent => ({ type: "key", key: name, now });
const ids = (effects: readonly SessionEffect[]): readonly string[] =>
  effects.map((effect) => (effect.type === "finish" ? "finish" : `${effect.type} ${effect.outcome.question.card.id}`));

describe("a round", () => {
  test("records each answer at once, and is over after the last", () => {
    const { session, effects } = play(begin(round([single("a"), single("b")]), 0), key("2"), key("enter"), key("1"));
    expect(ids(effects)).toEqual(["record a", "record b"]);
    expect(session.phase).toMatchObject({ kind: "told" });
    expect(tally(session.outcomes)).toMatchObject({ asked: 2, right: 1, wrong: 1 });
    const end = play(session, key("enter"), key("1"));
    expect(ids(end.effects)).toEqual(["finish"]);
    expect(end.session.phase).toEqual({ kind: "over" });
  });

  test("takes a slip back from the answer, and from the question after it", () => {
    const start = begin(round([single("a"), single("b")]), 0);
    const told = play(start, key("1"), key("u"));
    expect(ids(told.effects)).toEqual(["record a", "withdraw a"]);
    expect(current(told.session)?.card.id).toBe("a");
    expect(told.session.outcomes).toEqual([]);
    const asking = play(start, key("1"), key("enter"), key("u"), key("2"));
    expect(ids(asking.effects)).toEqual(["record a", "withdraw a", "record a"]);
    expect(asking.session.outcomes.map(({ graded }) => graded.result)).toEqual(["right"]);
    expect(play(start, key("u")).effects).toEqual([]);
  });

  test("is left with q, and with Escape while one types", () => {
    expect(ids(play(begin(round([single("a")]), 0), key("q")).effects)).toEqual(["finish"]);
    const typing = play(begin(round([example("typed")]), 0), key("q"), key("u"));
    expect(typing.session.phase).toMatchObject({ kind: "asking", draft: { kind: "type", text: "qu" } });
    expect(play(typing.session, key("escape")).session.phase).toEqual({ kind: "over" });
  });

  test("shows every why on ? once the answer is given", () => {
    const { session } = play(begin(round([single("a")]), 0), key("1"), key("?"));
    expect(session.phase).toMatchObject({ kind: "told", whys: "all" });
  });

  test("without questions is over before it begins", () => {
    expect(begin(round([]), 0).phase).toEqual({ kind: "over" });
  });

  test("asks a follow-up behind its question, once, and five at most", () => {
    const follow = (id: string) => [toQuestion(flash(id), 1)];
    const cards = Array.from({ length: 7 }, (_, index) => flash(`q${String(index)}`));
    const followUps = new Map([
      ...cards.map(({ id }) => [id, follow(`${id}-next`)] as const),
      ["q0-next", follow("q1")] as const,
    ]);
    let session = begin(round(cards, { mode: "interview", followUps }), 0);
    const asked: string[] = [];
    while (session.phase.kind !== "over") {
      asked.push(current(session)?.card.id ?? "");
      ({ session } = play(session, key("enter"), key("3"), key("enter")));
    }
    expect(asked).toEqual([
      "q0",
      "q0-next",
      "q1",
      "q1-next",
      "q2",
      "q2-next",
      "q3",
      "q3-next",
      "q4",
      "q4-next",
      "q5",
      "q6",
    ]);
  });
});

describe("the clock", () => {
  const timed = (cards: readonly Card[]): Session => begin(round(cards, { mode: "rapid", clock: 10 }), 1000);

  test("runs while one types, and ends the question", () => {
    const typing = play(timed([example("typed")]), key("c", 4000), { type: "tick", now: 10_999 });
    expect(timeLeft(typing.session, 5000)).toBe(6000);
    expect(typing.effects).toEqual([]);
    const late = play(typing.session, { type: "tick", now: 11_000 });
    expect(late.effects).toMatchObject([
      { type: "record", outcome: { graded: { result: "wrong", note: "Time is up." } } },
    ]);
  });

  test("lets no answer count that comes too late, tick or not", () => {
    const { session } = play(timed([single("a")]), key("2", 11_000));
    expect(session.outcomes.map(({ response }) => response.kind)).toEqual(["late"]);
  });

  test("begins anew with each question, and stands still while an answer is read", () => {
    const { session } = play(timed([single("a"), single("b")]), key("2", 2000), { type: "tick", now: 99_000 });
    expect(timeLeft(session, 99_000)).toBeUndefined();
    expect(timeLeft(play(session, key("enter", 99_000)).session, 100_000)).toBe(9000);
  });

  test("stops when a flash card's answer is shown", () => {
    const { session } = play(timed([flash("a")]), key("enter", 3000), { type: "tick", now: 60_000 }, key("3", 60_000));
    expect(session.outcomes.map(({ graded }) => graded.result)).toEqual(["right"]);
  });

  test("makes quick answers worth more, and a wrong one worth nothing", () => {
    const score = (keys: readonly SessionEvent[]) => tally(play(timed([single("a")]), ...keys).session.outcomes).score;
    expect(score([key("2", 1000)])).toBe(100);
    expect(score([key("2", 6000)])).toBe(85);
    expect(score([key("1", 1000)])).toBe(0);
  });
});

test("whatever is pressed, each question that counts was recorded once more than it was taken back", () => {
  const keys = fc.constantFrom(
    "1",
    "2",
    "3",
    "enter",
    "space",
    "u",
    "?",
    "down",
    "up",
    "backspace",
    "x",
    "escape",
    "q",
  );
  const cards = [single("a"), example("multiple"), example("typed"), example("ordering"), flash("f"), example("flaw")];
  fc.assert(
    fc.property(fc.array(keys, { maxLength: 60 }), (pressed) => {
      const { session, effects } = play(begin(round(cards), 0), ...pressed.map((each) => key(each)));
      const count = new Map<string, number>();
      for (const effect of effects) {
        if (effect.type === "finish") continue;
        const { id } = effect.outcome.question.card;
        const now = (count.get(id) ?? 0) + (effect.type === "record" ? 1 : -1);
        count.set(id, now);
        expect([0, 1]).toContain(now);
      }
      const counting = [...count].filter(([, times]) => times === 1).map(([id]) => id);
      expect(session.outcomes.map(({ question }) => question.card.id)).toEqual(counting);
    }),
  );
});

test("a streak survives a near miss and ends with a wrong answer", () => {
  const { session } = play(begin(round([single("a"), single("b"), single("c")]), 0), key("2"), key("enter"), key("2"));
  expect(tally(session.outcomes)).toMatchObject({ streak: 2, longest: 2 });
  const after = play(session, key("enter"), key("1"));
  expect(tally(after.session.outcomes)).toMatchObject({ streak: 0, longest: 2 });
  const near = session.outcomes.map((outcome, index) =>
    index === 0 ? outcome : { ...outcome, graded: { result: "near" as const, grade: "hard" as const } },
  );
  expect(tally(near)).toMatchObject({ streak: 1, near: 1 });
});
