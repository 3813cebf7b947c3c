import { describe, expect, test } from "vitest";
import {
  courseProgress,
  currentExercise,
  nextExercise,
  openProgress,
  type NewProgressEvent,
  type Progress,
} from "../../src/progress/index.ts";
import { temporaryFolder } from "../support/course.ts";

const hash = (letter: string): string => letter.repeat(64);
const STUB = hash("0");

/** A log with these events, one second apart. */
function given(...events: readonly NewProgressEvent[]): Progress {
  let second = 0;
  const progress = openProgress(temporaryFolder(), () => new Date(Date.UTC(2026, 0, 15, 10, 0, (second += 1))));
  for (const event of events) progress.record(event);
  return progress;
}

const seen = (exercise = "a"): NewProgressEvent => ({
  type: "StubSeen",
  data: { exercise, stub: STUB, use: "copied" },
});
const hint = (exercise = "a"): NewProgressEvent => ({ type: "HintRevealed", data: { exercise, tier: 1 } });
const passedEvent = (exercise = "a"): NewProgressEvent => ({
  type: "ExercisePassed",
  data: { exercise, attempt: hash("b") },
});
const reset = (kept: string): NewProgressEvent => ({
  type: "ExerciseReset",
  data: { exercise: "a", stub: STUB, kept },
});
type Check = Extract<NewProgressEvent, { type: "AttemptChecked" }>["data"];
const checked = (over: Partial<Check> = {}): NewProgressEvent => ({
  type: "AttemptChecked",
  data: {
    exercise: "a",
    attempt: hash("b"),
    status: "fail",
    passed: [],
    failed: ["first"],
    todo: [],
    types: 0,
    ...over,
  },
});
const stateOf = (...events: readonly NewProgressEvent[]): string => given(...events).of("a").state;

describe("the state of an exercise", () => {
  test("is untouched before anything has happened", () => expect(stateOf()).toBe("untouched"));
  test("is untouched when only its stub was copied", () => expect(stateOf(seen())).toBe("untouched"));
  test("is untouched when the stub itself was judged", () =>
    expect(stateOf(seen(), checked({ attempt: STUB, failed: [], todo: ["first"] }))).toBe("untouched"));
  test("is started once a hint was read", () => expect(stateOf(hint())).toBe("started"));
  test("stays started when the stub is judged after a hint", () =>
    expect(stateOf(seen(), hint(), checked({ attempt: STUB }))).toBe("started"));
  test("is started while all that does not pass is not written yet", () =>
    expect(stateOf(checked({ passed: ["first"], failed: [], todo: ["second"] }))).toBe("started"));
  test("is failing when a rule fails", () => expect(stateOf(checked())).toBe("failing"));
  test("is failing when only the types are wrong", () =>
    expect(stateOf(checked({ passed: ["first"], failed: [], types: 1 }))).toBe("failing"));
  test("is failing when the file could not be loaded", () =>
    expect(stateOf(checked({ failed: [], problem: "syntax" }))).toBe("failing"));
  test("is left as it was by a check that could not judge", () =>
    expect(stateOf(checked(), checked({ status: "error", failed: [] }))).toBe("failing"));
  test("is started when the first check could not judge", () =>
    expect(stateOf(checked({ status: "error", failed: [] }))).toBe("started"));
  test("is passed after a pass", () => expect(stateOf(checked({ status: "pass" }), passedEvent())).toBe("passed"));
  test("stays passed when a later answer fails, and after a reset", () =>
    expect(stateOf(checked({ status: "pass" }), passedEvent(), checked(), reset(hash("b")))).toBe("passed"));
  test("is untouched after a reset of a failing one", () =>
    expect(stateOf(checked(), reset(hash("b")))).toBe("untouched"));
  test("is started after a restore", () =>
    expect(stateOf({ type: "AttemptRestored", data: { exercise: "a", attempt: hash("b") } })).toBe("started"));
  test("is started once its solution was read", () =>
    expect(stateOf({ type: "SolutionRevealed", data: { exercise: "a", gaveUp: true } })).toBe("started"));
});

describe("what follows from the log", () => {
  test("holds the first pass, the checks, the hints and whether the solution was read", () => {
    const progress = given(
      hint(),
      { type: "SolutionRevealed", data: { exercise: "a", gaveUp: true } },
      checked({ status: "pass", attempt: hash("c") }),
      passedEvent(),
      passedEvent(),
      { type: "SolutionRevealed", data: { exercise: "a", gaveUp: false } },
    );
    expect(progress.of("a")).toMatchObject({
      passedAt: "2026-01-15T10:00:04.000Z",
      checks: 1,
      hints: 1,
      solution: "given-up",
    });
  });

  test("numbers each content by its first appearance, and puts the latest last", () => {
    const { attempts } = given(
      checked({ attempt: hash("b") }),
      checked({ attempt: hash("c"), status: "pass" }),
      reset(hash("d")),
      checked({ attempt: hash("b"), passed: ["first"], failed: [] }),
    ).of("a");
    expect(attempts.map(({ number, hash: [letter], result }) => [number, letter, result?.status])).toEqual([
      [2, "c", "pass"],
      [3, "d", undefined],
      [1, "b", "fail"],
    ]);
    expect(attempts.at(-1)).toMatchObject({ at: "2026-01-15T10:00:04.000Z", result: { passed: ["first"] } });
  });

  test("keeps a verdict when the same content is kept later without a check", () => {
    const { attempts } = given(checked({ status: "pass" }), reset(hash("b"))).of("a");
    expect(attempts).toMatchObject([{ number: 1, result: { status: "pass" } }]);
  });

  test("knows the stub that the file came from, and the newer ones that were announced", () => {
    const announced: NewProgressEvent = {
      type: "StubSeen",
      data: { exercise: "a", stub: hash("1"), use: "announced" },
    };
    expect(given(seen(), announced).of("a")).toMatchObject({ stub: STUB, announced: [hash("1")] });
    expect(given(seen(), announced, seen()).of("a")).toMatchObject({ stub: STUB, announced: [] });
  });
});

describe("where the learner is", () => {
  const course = [
    { id: "a", written: true },
    { id: "b", written: true },
    { id: "planned", written: false },
    { id: "c", written: true },
  ];
  const pass = (exercise: string): NewProgressEvent => passedEvent(exercise);

  test("is the first exercise at the start", () => expect(currentExercise(course, given().summary)?.id).toBe("a"));
  test("is what was last worked on, while that is not passed", () =>
    expect(currentExercise(course, given(hint("c"), seen("b")).summary)?.id).toBe("c"));
  test("is the first that is not passed, once what was last worked on is", () =>
    expect(currentExercise(course, given(pass("a"), pass("c")).summary)?.id).toBe("b"));
  test("is nowhere once everything is passed", () =>
    expect(currentExercise(course, given(pass("a"), pass("b"), pass("c")).summary)).toBeUndefined());
  test("goes on after the exercise named, past planned ones, and round to what was left out", () => {
    const { summary } = given(pass("b"));
    expect(nextExercise(course, summary, "b")?.id).toBe("c");
    expect(nextExercise(course, summary, "c")?.id).toBe("a");
    expect(nextExercise(course, given(pass("b"), pass("c")).summary, "a")).toBeUndefined();
  });
  test("counts what is passed among what is written", () =>
    expect(courseProgress(course, given(pass("a"), pass("planned")).summary)).toEqual({ total: 3, passed: 1 }));
});
