import { describe, expect, test } from "vitest";
import { renderCheckLine, renderCheckTotal, toExercism, type ExercismResult } from "../../src/render/index.ts";
import { ruleCode } from "../../src/cli/check/rule-code.ts";
import { context, fail, FILE, PASS, PLAIN, TODO, UNKNOWN, verdict } from "../support/verdicts.ts";

const result = (...args: Parameters<typeof verdict>): ExercismResult => {
  const judged = verdict(...args);
  return toExercism(judged, judged.rules, (rule) => `// ${rule}`, context());
};

describe("a verdict as an Exercism result", () => {
  test("passes when everything does", () => {
    expect(result([PASS, PASS])).toMatchObject({ version: 3, status: "pass", message: null });
  });

  test("tells what failed from what is not written and from what was not judged", () => {
    const { status, tests } = result([PASS, fail(), TODO, UNKNOWN]);
    expect(status).toBe("fail");
    expect(tests.map((each) => [each.status, each.task_id])).toEqual([
      ["pass", 1],
      ["fail", 2],
      ["fail", 3],
      ["error", 1],
      ["pass", undefined],
    ]);
    expect(tests[2]?.message).toBe("read is not written yet.");
  });

  test("is an error, with a message, when no test could run", () => {
    const { status, message, tests } = result([UNKNOWN, UNKNOWN], {
      problem: { kind: "syntax", message: "Your file is not valid TypeScript yet.", place: { file: FILE, line: 3 } },
    });
    expect(status).toBe("error");
    expect(message).toBe("workspace/04-event-store/1-append.ts:3: Your file is not valid TypeScript yet.");
    expect(tests.map((each) => each.status)).toEqual(["error", "error", "pass"]);
  });

  test("is an error, and says why, when the judge failed", () => {
    const silent = { status: "unknown", reason: "The rule did not report." } as const;
    const { status, message } = result([silent], { status: "error", engineError: "The rules do not compile." });
    expect(status).toBe("error");
    expect(message).toBe("keeps-its-own-copy: The rule did not report.\nThe rules do not compile.");
  });

  test("fails the test of types, which fails the whole", () => {
    const types = [{ file: FILE, line: 4, column: 9, code: "TS2322", message: "Type 'x' is not assignable." }];
    const { status, tests } = result([PASS], { status: "fail", types });
    expect(status).toBe("fail");
    expect(tests.at(-1)).toMatchObject({
      status: "fail",
      message: "workspace/04-event-store/1-append.ts:4:9 TS2322: Type 'x' is not assignable.",
    });
  });

  test("cuts what was printed to 500 characters, and says so", () => {
    const output = result([PASS, fail()], { output: "x".repeat(900) }).tests[1]?.output ?? "";
    expect(output).toHaveLength(499);
    expect(output).toMatch(/\nOutput was truncated. Please limit to 500 chars$/);
  });
});

describe("a rule's source", () => {
  const spec =
    'const rule = rulesFor("a/b", exercise);\n\nrule("one", () => {\n  first();\n  if (x) {\n    y();\n  }\n});\n\nrule("two", () => {});\n';

  test("is cut out of its spec", () => {
    expect(ruleCode(spec, "one")).toBe("first();\nif (x) {\n  y();\n}");
  });

  test("is empty where there is none", () => {
    expect(ruleCode(spec, "two")).toBe("");
    expect(ruleCode(spec, "three")).toBe("");
  });
});

describe("a line for each of many exercises", () => {
  test("tells a pass, a failure, something to do and something not judged apart by word", () => {
    const all = [
      verdict([PASS, PASS]),
      verdict([PASS, fail()]),
      verdict([PASS, TODO]),
      verdict([UNKNOWN], { status: "error" }),
      verdict([UNKNOWN], { problem: { kind: "syntax", message: "" } }),
    ];
    expect(all.map((each) => renderCheckLine(each, 20, PLAIN)).join("\n")).toMatchInlineSnapshot(`
      "✓ passed      event-store/append    2 kept
      ✗ failing     event-store/append    1 broken, 1 kept
      · to do       event-store/append    1 kept, 1 not written yet
      ? not judged  event-store/append    1 not judged
      ✗ failing     event-store/append    could not be loaded"
    `);
    expect(renderCheckTotal(all, PLAIN)).toBe("5 exercises: 1 passed, 2 failing, 1 to do, 1 not judged");
  });

  test("puts the counts below where the window is narrow", () => {
    expect(renderCheckLine(verdict([PASS, fail()]), 20, { color: false, columns: 40 })).toBe(
      "✗ failing     event-store/append\n    1 broken, 1 kept",
    );
  });
});
