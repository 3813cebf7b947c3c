import { beforeEach, expect, test } from "vitest";
import type { Exercise } from "../../src/catalogue/index.ts";
import type { Frame } from "../../src/cli/watch/frame.ts";
import { INITIAL, type WatchState } from "../../src/cli/watch/machine.ts";
import { renderKeyHelp, renderScreen } from "../../src/cli/watch/screen.ts";
import { jsonView, plainView, screenView } from "../../src/cli/watch/views.ts";
import type { Verdict } from "../../src/judge/index.ts";
import { exercisesOf, exerciseOf, smallCourse } from "../support/course.ts";
import { fakeIo } from "../support/fake-io.ts";

let root: string;
let exercise: Exercise;
let exercises: readonly Exercise[];

beforeEach(() => {
  root = smallCourse();
  exercise = exerciseOf(root, "store/append");
  exercises = exercisesOf(root);
});

const verdictOf = (status: "pass" | "fail", output = ""): Verdict => ({
  exercise: exercise.id,
  status,
  file: exercise.files.workspace,
  rules: exercise.rules.map((rule) => ({
    ...rule,
    outcome:
      status === "pass"
        ? { status: "pass", checks: 2 }
        : { status: "fail", failure: { kind: "threw", happened: "It threw." } },
  })),
  types: [],
  misconceptions: [],
  output,
  seed: 1,
  took: 30,
});

const frame = (state: Partial<WatchState>): Frame => ({
  state: { ...INITIAL, ...state },
  exercise,
  path: "workspace/04-store/1-append.ts",
  exercises,
  passed: new Set(["store/append"]),
  progress: { total: 2, passed: 1 },
  context: { title: exercise.title, lesson: exercise.lesson, promises: 2, base: root, failures: "first" },
});

const judged = (status: "pass" | "fail", output?: string): WatchState["work"] => ({
  kind: "judged",
  verdict: verdictOf(status, output),
});

const small = { color: false, columns: 60, rows: 20 };

test("the screen says which exercise it is, where the file is, and which keys there are", () => {
  const text = renderScreen(frame({ work: judged("pass") }), small);
  expect(text.split("\n").slice(0, 4)).toEqual([
    "4.1 A store in memory",
    "core · interview · 20 minutes · exercise 1 of 2 · 1 passed",
    "workspace/04-store/1-append.ts",
    "",
  ]);
  expect(text.split("\n").slice(-2)).toEqual([
    "n next   h hint   g guide   l list   r run again",
    "s solution   ? keys   q quit",
  ]);
});

test("next is offered only after a pass, and output only where there is some", () => {
  expect(renderScreen(frame({ work: judged("fail") }), small)).not.toContain("n next");
  expect(renderScreen(frame({ work: judged("fail") }), small)).not.toContain("o output");
  expect(renderScreen(frame({ work: judged("fail", "hello\n") }), small)).toContain("o output");
});

test("while a check is quick the last verdict stays; when it is slow it says that it is running", () => {
  const before = judged("pass");
  const last = renderScreen(frame({ work: before }), small);
  const body = (text: string): string | undefined => text.split("\n")[4];
  expect(body(renderScreen(frame({ work: { kind: "judging", attempt: 2, pace: "quick", before } }), small))).toBe(
    body(last),
  );
  expect(body(renderScreen(frame({ work: { kind: "judging", attempt: 2, pace: "slow", before } }), small))).toBe(
    "Judging what you have …",
  );
});

test("the list marks one exercise and shows what is passed in words", () => {
  const text = renderScreen(frame({ panel: { kind: "choose", typed: "", marked: 1 } }), small);
  expect(text).toContain("  ✓ passed  4.1  A store in memory\n> · open    9.1  A view of orders");
  expect(text).toContain("↑ ↓ move   letters narrow down   enter go there   esc back");
});

test("no line is wider than a narrow window", () => {
  const narrow = { color: false, columns: 40, rows: 20 };
  const screens = [
    renderScreen(frame({ work: judged("fail") }), narrow),
    renderScreen(frame({ panel: { kind: "choose", typed: "", marked: 0 } }), narrow),
    renderScreen(frame({ note: "Not passed yet: n goes on after a pass, and l to any other exercise." }), narrow),
    renderKeyHelp(narrow),
  ];
  expect(
    screens
      .join("\n")
      .split("\n")
      .filter((line) => line.length > 40 && !line.includes("npm run")),
  ).toEqual([]);
});

test("a screen is drawn over the last one, hides the cursor, and gives it back", () => {
  let written = "";
  const view = screenView(fakeIo({ rows: 5 }), (text) => (written += text));
  view.draw(frame({}));
  expect(written.startsWith("\u001b[?25l\n\n\n\n\n\u001b[H4.1 A store in memory\u001b[K\r\n")).toBe(true);
  expect(written.endsWith("\u001b[J")).toBe(true);
  written = "";
  view.draw(frame({}));
  expect(written.startsWith("\u001b[?25l\u001b[H4.1")).toBe(true);
  expect(written).not.toContain("\u001b[2J");
  written = "";
  view.close();
  expect(written).toBe("\r\n\u001b[?25h");
});

test("without a terminal each verdict is printed once, with all that the code printed set apart", () => {
  const io = fakeIo();
  const view = plainView(io);
  view.draw(frame({}));
  const work = judged("pass", Array.from({ length: 30 }, (_, index) => `line ${String(index)}\n`).join(""));
  view.draw(frame({ work }));
  view.draw(frame({ work, note: "resized" }));
  const lines = io.out().split("\n");
  expect(lines.filter((line) => line.startsWith("✓ store/append"))).toHaveLength(1);
  expect(lines.filter((line) => line.startsWith("  │ line "))).toHaveLength(30);
  expect(lines.filter((line) => line === "4.1 A store in memory")).toHaveLength(1);
});

test("a file that is gone is said in a line", () => {
  const io = fakeIo();
  plainView(io).draw(frame({ work: { kind: "absent", sentence: "It is gone." } }));
  expect(io.out()).toContain("It is gone.");
});

test("for programs each verdict is one line of JSON, and sentences go elsewhere", () => {
  const io = fakeIo();
  const view = jsonView(io);
  view.say("Another watch is running.");
  view.draw(frame({ work: judged("fail", "a\nb\n") }));
  view.draw(frame({ work: { kind: "absent", sentence: "It is gone." } }));
  const lines = io
    .out()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toMatchObject([
    { exercise: "store/append", status: "fail", output: "a\nb\n" },
    { exercise: "store/append", status: "error", message: "It is gone." },
  ]);
  expect(io.err()).toBe("Another watch is running.");
});
