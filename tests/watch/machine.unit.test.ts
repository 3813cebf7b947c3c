import { describe, expect, test } from "vitest";
import type { Verdict } from "../../src/judge/index.ts";
import { INITIAL, step, type WatchEffect, type WatchEvent, type WatchState } from "../../src/cli/watch/machine.ts";

const verdict = (status: Verdict["status"]): Verdict => ({
  exercise: "event-store/append",
  status,
  file: "1-append.ts",
  rules: [],
  types: [],
  misconceptions: [],
  output: "",
  seed: 1,
  took: 1,
});

/** Everything that the events lead to, and the state at the end. */
function after(...events: readonly WatchEvent[]): { state: WatchState; effects: readonly WatchEffect[] } {
  let state = INITIAL;
  let effects: readonly WatchEffect[] = [];
  for (const event of events) ({ state, effects } = step(state, event));
  return { state, effects };
}

const saved: WatchEvent = { type: "saved" };
const key = (name: string): WatchEvent => ({ type: "key", key: name });
const LIST: WatchEvent = { type: "listed", marked: 0 };
const judged = (attempt: number, status: Verdict["status"]): WatchEvent => ({
  type: "verdict",
  attempt,
  verdict: verdict(status),
});

describe("saving", () => {
  test("a save ends whatever runs and begins a new attempt", () => {
    expect(after(saved, saved).effects).toEqual([{ type: "drop" }, { type: "judge", attempt: 2 }]);
  });

  test("the verdict on an older save has no say", () => {
    const { state, effects } = after(saved, saved, judged(1, "pass"));
    expect(state.work.kind).toBe("judging");
    expect(effects).toEqual([]);
  });

  test("the verdict on the newest save is drawn", () => {
    const { state, effects } = after(saved, saved, judged(2, "fail"));
    expect(state.work).toEqual({ kind: "judged", verdict: verdict("fail") });
    expect(effects).toEqual([{ type: "draw" }]);
  });

  test("until a check is slow, what was there before stays on the screen", () => {
    const quick = after(saved, judged(1, "pass"), saved);
    expect(quick.effects).not.toContainEqual({ type: "draw" });
    expect(quick.state.work).toMatchObject({ kind: "judging", before: { kind: "judged" } });
    expect(after(saved, { type: "slow", attempt: 1 }).effects).toEqual([{ type: "draw" }]);
  });

  test("a check that was slow and is over is not slow any more", () => {
    expect(after(saved, judged(1, "pass"), { type: "slow", attempt: 1 }).effects).toEqual([]);
  });

  test("what stood before is one step back, however often the file was saved", () => {
    const { state } = after(saved, judged(1, "pass"), saved, saved, saved);
    expect(state.work).toMatchObject({ kind: "judging", attempt: 4, before: { kind: "judged" } });
  });

  test("a save closes a hint, and leaves alone who is choosing an exercise", () => {
    const hint: WatchEvent = { type: "shown", what: "hint", text: "How many?" };
    expect(after(hint, saved).state.panel).toEqual({ kind: "none" });
    expect(after(LIST, key("a"), saved).state.panel).toEqual({ kind: "choose", typed: "a", marked: 0 });
  });

  test("a judge that fails is told, unless a newer save is being judged", () => {
    const failed: WatchEvent = { type: "judge-failed", attempt: 1, sentence: "No process could be started." };
    expect(after(saved, failed).state.work).toEqual({ kind: "stuck", sentence: "No process could be started." });
    expect(after(saved, saved, failed).state.work.kind).toBe("judging");
  });
});

describe("a file that is gone", () => {
  const gone: WatchEvent = { type: "absent", sentence: "It is gone." };

  test("ends the check of what it held, whose verdict has no say any more", () => {
    expect(after(saved, gone).effects).toEqual([{ type: "drop" }, { type: "draw" }]);
    expect(after(saved, gone, judged(1, "pass")).state.work).toEqual({ kind: "absent", sentence: "It is gone." });
  });

  test("is judged again when it is back", () => {
    expect(after(saved, gone, saved).effects).toContainEqual({ type: "judge", attempt: 3 });
  });

  test("cannot be run again", () => {
    expect(after(gone, key("r")).effects).toEqual([{ type: "draw" }]);
  });
});

describe("keys", () => {
  test("n goes on only after a pass", () => {
    expect(after(saved, judged(1, "pass"), key("n")).effects).toEqual([{ type: "next" }]);
    const { state, effects } = after(saved, judged(1, "fail"), key("n"));
    expect(effects).toEqual([{ type: "draw" }]);
    expect(state.note).toBe("Not passed yet: n goes on after a pass, and l to any other exercise.");
  });

  test("n means nothing while a newer save is judged, although the one before had passed", () => {
    expect(after(saved, judged(1, "pass"), saved, key("n")).effects).toEqual([{ type: "draw" }]);
  });

  test("the note about a key is gone with the next one", () => {
    expect(after(key("n"), key("?")).state.note).toBe("");
  });

  test.each([
    ["h", { type: "show", what: "hint" }],
    ["s", { type: "show", what: "solution" }],
    ["o", { type: "show", what: "output" }],
    ["?", { type: "show", what: "help" }],
    ["g", { type: "read-guide" }],
    ["l", { type: "list" }],
    ["q", { type: "quit", code: 0 }],
    ["ctrl-c", { type: "quit", code: 130 }],
    ["ctrl-z", { type: "suspend" }],
  ] as const)("%s leads to %j", (name, effect) => {
    expect(after(saved, key(name)).effects).toEqual([effect]);
  });

  test("r judges the same text again", () => {
    expect(after(saved, judged(1, "fail"), key("r")).effects).toContainEqual({ type: "judge", attempt: 2 });
  });

  test("a key that means nothing changes nothing", () => {
    const before = after(saved, judged(1, "fail"));
    expect(step(before.state, key("x"))).toEqual({ state: before.state, effects: [] });
  });

  test("escape closes what stands over the verdict", () => {
    expect(after({ type: "shown", what: "help", text: "keys" }, key("escape")).state.panel).toEqual({ kind: "none" });
  });
});

describe("choosing an exercise", () => {
  test("letters narrow the list down and mark its first again; arrows move the mark", () => {
    const { state } = after(LIST, key("down"), key("down"), key("q"), key("h"), key("backspace"), key("down"));
    expect(state.panel).toEqual({ kind: "choose", typed: "q", marked: 1 });
  });

  test("the mark does not leave the list at its top", () => {
    expect(after(LIST, key("up")).state.panel).toEqual({ kind: "choose", typed: "", marked: 0 });
  });

  test("enter goes to the marked one, escape goes nowhere", () => {
    const go = after(LIST, key("4"), key("down"), key("enter"));
    expect(go.effects).toEqual([{ type: "go", typed: "4", marked: 1 }]);
    expect(go.state.panel).toEqual({ kind: "none" });
    expect(after(LIST, key("4"), key("escape")).effects).toEqual([{ type: "draw" }]);
  });

  test("the list opens at the exercise that is watched", () => {
    expect(after({ type: "listed", marked: 7 }).state.panel).toEqual({ kind: "choose", typed: "", marked: 7 });
  });

  test("Ctrl-C still quits", () => {
    expect(after(LIST, key("ctrl-c")).effects).toEqual([{ type: "quit", code: 130 }]);
  });
});

test("another exercise starts afresh, and attempts of the last one have no say", () => {
  const { state } = after(saved, judged(1, "pass"), saved, { type: "moved" }, judged(2, "pass"));
  expect(state).toEqual({ ...INITIAL, attempt: 3 });
});
