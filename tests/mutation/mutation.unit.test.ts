import { describe, expect, test } from "vitest";
import { byLesson, renderScores, renderUnexplained } from "../../mutation/render.ts";
import { readReport, type Mutant } from "../../mutation/report.ts";
import { readExplanations, scores, stale } from "../../mutation/survivors.ts";

const FILE = "solutions/04-event-store/1-append.ts";

const report = (mutants: readonly object[]): unknown => ({
  schemaVersion: "1",
  files: { [FILE]: { language: "typescript", source: "const a =\n  left + right;\n", mutants } },
});
const at = { start: { line: 2, column: 3 }, end: { line: 2, column: 15 } };
const mutant = (status: string, more: object = {}): object => ({
  id: "1",
  mutatorName: "ArithmeticOperator",
  replacement: "left - right",
  location: at,
  status,
  ...more,
});

describe("a report", () => {
  test("says what was changed, and where", () => {
    expect(readReport(report([mutant("Killed", { testsCompleted: 1 })]))).toEqual([
      { file: FILE, line: 2, change: "left + right → left - right", fate: "killed" },
    ]);
  });

  test.for([
    ["Killed", 1, "killed"],
    ["Timeout", 0, "killed"],
    ["Survived", 3, "survived"],
    ["NoCoverage", 0, "survived"],
    ["RuntimeError", 0, "untested"],
    ["CompileError", 0, "invalid"],
  ] as const)("calls %s with %i tests %s", ([status, testsCompleted, fate]) => {
    expect(readReport(report([mutant(status, { testsCompleted })]))[0]?.fate).toBe(fate);
  });

  test("calls a survivor that no test ran on untested, and no survivor", () => {
    expect(readReport(report([mutant("Survived", { testsCompleted: 0 })]))[0]?.fate).toBe("untested");
    expect(readReport(report([mutant("Survived")]))[0]?.fate).toBe("untested");
  });

  test("shows code over several lines on one, and cuts what is long", () => {
    const location = { start: { line: 1, column: 7 }, end: { line: 2, column: 7 } };
    const [read] = readReport(report([mutant("Survived", { location, replacement: "x".repeat(200) })]));
    expect(read?.change).toBe(`a = left → ${"x".repeat(89)}…`);
  });

  test("is refused when it is none", () => {
    expect(() => readReport({ files: { [FILE]: { mutants: [] } } })).toThrow(/source/);
  });
});

describe("survivors", () => {
  const change = "left + right → left - right";
  const survivor: Mutant = { file: FILE, line: 2, change, fate: "survived" };
  const killed: Mutant = { ...survivor, change: "a → b", fate: "killed" };
  const explain = (survivors: Readonly<Record<string, Readonly<Record<string, string>>>>) =>
    readExplanations({ reasons: { words: "The words are free." }, survivors });

  test("are explained in their own words or by a reason that many share", () => {
    const explained = explain({ [FILE]: { [change]: "words", other: "It is equal." } });
    expect(explained.reasonFor(FILE, change)).toBe("The words are free.");
    expect(explained.reasonFor(FILE, "other")).toBe("It is equal.");
    expect(explained.reasonFor(FILE, "third")).toBeUndefined();
  });

  test("count against the score, explained or not; invalid mutants do not", () => {
    const mutants: readonly Mutant[] = [
      killed,
      survivor,
      { ...survivor, change: "new" },
      { ...killed, fate: "invalid" },
    ];
    const [score] = scores(mutants, explain({ [FILE]: { [change]: "words" } }));
    expect(score).toMatchObject({ killed: 1, explained: [{ change }], unexplained: [{ change: "new" }], untested: [] });
    expect(score?.share).toBeCloseTo(1 / 3);
  });

  test("that no test ran on are kept apart", () => {
    const [score] = scores([killed, { ...survivor, fate: "untested" }], explain({}));
    expect(score).toMatchObject({ share: 1, untested: [{ change }] });
  });

  test("that are none any more are found, in the files that were looked at", () => {
    const explained = explain({ [FILE]: { [change]: "words", gone: "words" }, "solutions/x.ts": { y: "words" } });
    expect(stale([killed, survivor], explained)).toEqual([[FILE, "gone"]]);
  });
});

test("a table has a line for each solution and says which lesson is too low", () => {
  const score = (file: string, kills: number, survivors: number) => {
    const mutants = Array.from({ length: survivors }, (_, line) => ({
      file,
      line,
      change: "",
      fate: "survived" as const,
    }));
    return {
      file,
      killed: kills,
      explained: [],
      unexplained: mutants,
      untested: [],
      share: kills / (kills + survivors),
    };
  };
  const all = [
    score("solutions/04-a/1-x.ts", 19, 1),
    score("solutions/04-a/2-y.ts", 9, 0),
    score("solutions/05-b/1-z.ts", 8, 2),
  ];
  expect(byLesson(all)).toEqual([
    ["solutions/04-a", 28 / 29],
    ["solutions/05-b", 0.8],
  ]);
  expect(renderScores(all)).toMatchInlineSnapshot(`
    "solutions/04-a/1-x.ts   95.0%  19 killed, 1 survived  (1 not explained)
    solutions/04-a/2-y.ts  100.0%  9 killed, 0 survived
    solutions/05-b/1-z.ts   80.0%  8 killed, 2 survived  (2 not explained)

    solutions/04-a          96.6%  ok
    solutions/05-b          80.0%  TOO LOW"
  `);
  expect(renderUnexplained([{ file: "a.ts", line: 3, change: 'x → "y"', fate: "survived" }])).toBe(
    'a.ts:3\n    "x → \\"y\\"": …',
  );
});
