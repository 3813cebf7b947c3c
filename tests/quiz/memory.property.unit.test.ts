import fc from "fast-check";
import { expect, test } from "vitest";
import type { ProgressEvent } from "../../src/progress/index.ts";
import { planReview, readHistory } from "../../src/quiz/index.ts";
import { addDays } from "../../src/quiz/memory/days.ts";
import { schedule } from "../../src/quiz/memory/schedule.ts";
import { flash } from "./cards.ts";
import { answered, checked, DAY, NOON, withdrawn } from "./log.ts";

const cards = ["a", "b", "c", "d", "e"].map((id) => flash(id, id === "d" ? { drills: ["outbox/relay"] } : {}));

const when = fc.integer({ min: -60 * DAY, max: 5 * DAY }).map((offset) => NOON + offset);
const answer = fc
  .record({
    question: fc.constantFrom("a", "b", "c", "d", "gone"),
    at: when,
    grade: fc.constantFrom("again", "hard", "good", "easy"),
    id: fc.uuid(),
  })
  .map(({ question, at, grade, id }) => answered(question, at, grade, id));
const check = fc
  .tuple(fc.constantFrom(["in-order"], ["bounded"], ["bounded", "in-order"], ["in-order", "bounded"]), when)
  .map(([rules, at]) => checked("outbox/relay", rules, at));

/** What one terminal wrote: answers, failed checks, and slips that were taken back. */
const terminal = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: answer },
      { weight: 1, arbitrary: check },
      { weight: 1, arbitrary: fc.constant("undo") },
    ),
    {
      maxLength: 25,
    },
  )
  .map((steps) => {
    const events: ProgressEvent[] = [];
    for (const event of steps) {
      if (event !== "undo") events.push(event);
      else {
        const last = events.findLast(({ type }) => type === "QuestionAnswered");
        if (last?.type === "QuestionAnswered") events.push(withdrawn(last.data.question, last.id, NOON));
      }
    }
    return events;
  });

/** Everything that follows from a log. */
function derived(events: readonly ProgressEvent[], now: number) {
  const history = readHistory(events);
  const memories = schedule(cards, history, now);
  return { history, memories, plan: planReview(cards, memories, history, now) };
}

test("two terminals' answers give one history, in whatever order they reached the log", () => {
  fc.assert(
    fc.property(
      terminal,
      terminal,
      fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }),
      when,
      (one, two, turns, now) => {
        const left = [...one];
        const right = [...two];
        const woven: ProgressEvent[] = [];
        for (const turn of turns) woven.push(...(turn ? left : right).splice(0, 1));
        woven.push(...left, ...right);
        const { history, ...rest } = derived([...one, ...two], now);
        const other = derived(woven, now);
        expect(other.history.answers).toEqual(history.answers);
        expect({ memories: other.memories, plan: other.plan }).toEqual(rest);
      },
    ),
  );
});

test("no question is lost: each is asked now, or left over, or has a day, or waits to be asked first", () => {
  fc.assert(
    fc.property(terminal, when, (events, now) => {
      const { memories, plan } = derived(events, now);
      const later = [...memories.values()].filter(({ due }) => due > now);
      for (const { due } of later) expect(Number.isFinite(due)).toBe(true);
      expect(plan.cards.length + plan.left + plan.unseen + later.length).toBe(cards.length);
      const soonest = Math.min(...later.map(({ due }) => due));
      expect(plan.next?.at ?? Infinity).toBeLessThanOrEqual(soonest);
      expect(plan.next === undefined).toBe(later.length === 0);
    }),
  );
});

test("none is due twice: not in one plan, and not again on the day on which it was answered", () => {
  fc.assert(
    fc.property(terminal, when, fc.constantFrom("again", "hard", "good", "easy"), (log, now, grade) => {
      const evening = addDays(now, 1) - 1;
      // A rule that is broken later on that day does ask again: a test of its own, below.
      const brokenSince = ({ type, at }: ProgressEvent): boolean =>
        type === "AttemptChecked" && Date.parse(at) > now && Date.parse(at) <= evening;
      const events = log.filter((event) => !brokenSince(event));
      const { plan } = derived(events, now);
      const ids = plan.cards.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      // All of it is answered, as a learner does; nothing of it is asked again before the day ends.
      const after = [...events, ...ids.map((id) => answered(id, now, grade, `now ${id}`))];
      for (const later of [now, now + 1, evening]) {
        const again = derived(after, Math.min(later, evening)).plan.cards.map(({ id }) => id);
        expect(again.filter((id) => ids.includes(id))).toEqual([]);
      }
    }),
  );
});

test("a rule that is broken after the answer asks its questions again on the same day", () => {
  fc.assert(
    fc.property(terminal, when, fc.constantFrom("again", "hard", "good", "easy"), (log, now, grade) => {
      // What the log dates after the failure may be an answer to it.
      const before = log.filter(({ at }) => Date.parse(at) <= now);
      const events = [...before, answered("d", now, grade, "now d"), checked("outbox/relay", ["in-order"], now + 1)];
      expect(derived(events, now + 1).plan.cards.map(({ id }) => id)).toContain("d");
    }),
  );
});
