import { describe, expect, test } from "vitest";
import type { Attempt } from "../../src/progress/index.ts";
import { renderDoctor, type Diagnosis } from "../../src/render/doctor.ts";
import { renderHint } from "../../src/render/hint.ts";
import { relativeTime, renderHistory } from "../../src/render/history.ts";
import { renderList, type ListedExercise, type ListedLesson } from "../../src/render/list.ts";
import { renderNotice } from "../../src/render/notice.ts";
import { renderSolution } from "../../src/render/solution.ts";

const look = (columns: number, color = false): { columns: number; color: boolean } => ({ columns, color });
const widest = (text: string): number => Math.max(...text.split("\n").map((line) => line.length));

describe("the list", () => {
  const exercise = (over: Partial<ListedExercise>): ListedExercise => ({
    id: "event-store/append",
    number: 1,
    title: "An event store in memory",
    track: "core",
    interview: false,
    minutes: 40,
    state: "untouched",
    rules: 12,
    mistakes: 7,
    alternatives: 2,
    ...over,
  });
  const lessons: readonly ListedLesson[] = [
    {
      number: 4,
      slug: "event-store",
      title: "The event store",
      exercises: [
        exercise({ state: "passed", interview: true }),
        exercise({
          number: 2,
          id: "event-store/expected-version",
          title: "Check the expected version",
          state: "failing",
        }),
        exercise({ number: 3, id: "event-store/idempotent", title: "Append the same events twice", state: "started" }),
      ],
    },
    {
      number: 12,
      slug: "log-broker",
      title: "Log brokers",
      exercises: [
        exercise({ number: 1, id: "log-broker/partition", title: "Choose a partition by key", minutes: 5 }),
        exercise({ number: 2, id: "log-broker/log", title: "A log with groups", track: "deep", state: "unwritten" }),
      ],
    },
  ];
  const totals = { passed: 1, total: 4, next: "event-store/expected-version" };

  test.each([120, 80, 60, 40])("fits a window of %i columns", (columns) => {
    const text = renderList(lessons, totals, look(columns));
    expect(widest(text)).toBeLessThanOrEqual(columns);
    expect(text).toMatchSnapshot();
  });

  test("says each state with a word and a sign, so that colour adds nothing", () => {
    const coloured = renderList(lessons, totals, look(80, true));
    expect(coloured).toContain("\u001b[32m  ✓ passed");
    // eslint-disable-next-line no-control-regex
    expect(coloured.replace(/\u001b\[\d+m/g, "")).toBe(renderList(lessons, totals, look(80)));
  });

  test("leaves out what is next when nothing is", () => {
    expect(renderList(lessons, { passed: 4, total: 4 }, look(80))).toMatch(/\n4 of 4 passed\.$/);
  });
});

describe("hints", () => {
  const exercise = {
    id: "event-store/append",
    title: "An event store in memory",
    hints: {
      question: "How many events has a stream had that now holds 51 of them and was truncated before position 50?",
      pattern: "Keep two things:\n\n- per stream, its version\n  and its events\n- one list over all streams",
      code: "In append, build the finished\nrecords first:\n\n    const recorded = events.map((event) => ({ ...structuredClone(event) }));\n\nand then:\n\n```ts\nif (ok) {\n  keep(recorded);\n}\n```\n",
    },
  };

  test("wrap prose and leave code as it is", () => {
    expect(renderHint(exercise, 3, look(60))).toMatchSnapshot();
  });

  test("leave code as it is that nobody has indented or fenced", () => {
    const code =
      "execute(command) {\n  // refused? nothing has happened\n  for (const fact of decide(command))\n    keep(fact);\n}\n\nLoading: take over\nthe position.\n";
    const text = renderHint({ ...exercise, hints: { ...exercise.hints, code } }, 3, look(60));
    expect(text.split("\n").slice(-11, -2)).toEqual([
      "  execute(command) {",
      "    // refused? nothing has happened",
      "    for (const fact of decide(command))",
      "      keep(fact);",
      "  }",
      "",
      "  Loading: take over the position.",
      "",
      "That was the last hint. If it does not help,",
    ]);
  });

  test.each([1, 2])("after %i say how many are left", (upTo) => {
    expect(renderHint(exercise, upTo, look(40))).toMatchSnapshot();
  });
});

describe("the history", () => {
  const at = (day: number, hour: number, minute: number): string => new Date(2026, 0, day, hour, minute).toISOString();
  const now = new Date(2026, 0, 15, 12, 0);
  const result = { status: "fail", passed: [], failed: [], todo: [] } as const;
  const attempts: readonly Attempt[] = [
    { number: 7, hash: "a1b2c3d4e5f6", at: at(15, 12, 0), result: { ...result, status: "pass", passed: ["a", "b"] } },
    {
      number: 6,
      hash: "b1b2c3d4e5f6",
      at: at(15, 11, 59),
      result: { ...result, passed: ["a"], failed: ["b"], todo: ["c"], types: 2 },
    },
    { number: 5, hash: "c1b2c3d4e5f6", at: at(15, 11, 0), result: { ...result, problem: "syntax", types: 1 } },
    { number: 4, hash: "d1b2c3d4e5f6", at: at(15, 9, 30), result: { ...result, passed: ["a"], types: 1 } },
    { number: 3, hash: "e1b2c3d4e5f6", at: at(14, 11, 0), result: { ...result, status: "error", passed: ["a"] } },
    { number: 2, hash: "f1b2c3d4e5f6", at: at(5, 8, 5) },
    { number: 1, hash: "01b2c3d4e5f6", at: at(16, 12, 0) },
  ];

  test.each([90, 40])("fits a window of %i columns", (columns) => {
    const text = renderHistory("event-store/append", attempts, now, look(columns));
    expect(widest(text)).toBeLessThanOrEqual(columns);
    expect(text).toMatchSnapshot();
  });

  test("counts time in the largest whole unit", () => {
    const ago = (milliseconds: number): string => relativeTime(new Date(now.getTime() - milliseconds), now);
    expect([0, 59_999, 60_000, 3_599_999, 7_200_000, 86_400_000, -30_000, -90_000].map(ago)).toEqual([
      "just now",
      "just now",
      "1 minute ago",
      "59 minutes ago",
      "2 hours ago",
      "1 day ago",
      "just now",
      "ahead of the clock",
    ]);
  });
});

test("the doctor marks each thing with a sign, and counts what needs mending", () => {
  const diagnoses: readonly Diagnosis[] = [
    { name: "Node", status: "well", found: "24.1.0." },
    { name: "Workspace", status: "note", found: "not made yet; `npm start` makes it." },
    {
      name: "Command",
      status: "mend",
      found: "dist/cli.cjs is missing.",
      mend: "run `node bin/eventlings.cjs --build`.",
    },
  ];
  expect(renderDoctor(diagnoses, look(40))).toMatchInlineSnapshot(`
    "✓ Node: 24.1.0.
    · Workspace: not made yet; \`npm start\`
      makes it.
    ✗ Command: dist/cli.cjs is missing.
        To mend it: run
        \`node bin/eventlings.cjs --build\`.

    One thing needs mending."
  `);
  expect(renderDoctor(diagnoses.slice(0, 2), look(40))).toMatch(/All is well\.$/);
  expect(renderDoctor([...diagnoses, ...diagnoses], look(40))).toMatch(/2 things need mending\.$/);
});

test("the solution shows the reference, and the difference in signs that need no colour", () => {
  const diff = ["@@ -1,2 +1,2 @@", " same", "-yours", "+the reference"];
  const exercise = { id: "event-store/append", title: "An event store" };
  expect(renderSolution(exercise, "same\nthe reference\n", diff, look(60))).toMatchInlineSnapshot(`
    "The reference answer to event-store/append: An event store

    same
    the reference

    From your file (-) to the reference (+)

    @@ -1,2 +1,2 @@
     same
    -yours
    +the reference"
  `);
  expect(renderSolution(exercise, "same", diff, look(60, true))).toContain("\u001b[31m-yours\u001b[39m");
});

test("each notice about the workspace is a sentence", () => {
  const exercise = "event-store/append";
  const file = "workspace/04-event-store/1-append.ts";
  const sentences = (
    [
      { kind: "made", again: false },
      { kind: "made", again: true },
      { kind: "added", exercises: [exercise] },
      { kind: "added", exercises: [exercise, "event-store/retry"] },
      { kind: "made-again", exercise, file },
      { kind: "stub-renewed", exercise, file },
      { kind: "stub-changed", exercise, file },
      { kind: "blocked", exercise, message: "It is a folder." },
    ] as const
  ).map((notice) => renderNotice(notice, look(400)));
  expect(sentences).toMatchSnapshot();
});
