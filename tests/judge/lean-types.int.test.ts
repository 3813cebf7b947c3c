import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { leanLibrary } from "../../bin/lean-library.mjs";
import { allExercises, type Exercise } from "../../src/catalogue/index.ts";
import { readCourse } from "../../src/catalogue/read-course.ts";
import { checkTypes } from "../../src/judge/check-types.ts";
import { learnerTypeCheckArguments } from "../../src/judge/learner-types.ts";
import { declare, importedNames } from "../../src/judge/lean-kit.ts";
import { typeCheck, typeCheckerPath, type TypeProblem } from "../../src/judge/index.ts";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");
const folder = mkdtempSync(join(tmpdir(), "eventlings-lean-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const exercises = allExercises(readCourse(root)).filter(({ written }) => written);
const append = exercises.find(({ id }) => id === "event-store/append");
if (append === undefined) throw new Error("event-store/append is gone: choose another exercise for this test.");
const quickArguments = (exercise: Exercise, file: string): readonly string[] =>
  learnerTypeCheckArguments(root, exercise, { file, text: readFileSync(file, "utf8") }, "lean");
const quickCheck = (exercise: Exercise, file: string): Promise<readonly TypeProblem[]> =>
  typeCheck(typeCheckerPath(root), root, quickArguments(exercise, file));

let count = 0;
function saved(text: string): string {
  count += 1;
  const file = join(folder, `answer-${String(count)}.ts`);
  writeFileSync(file, text);
  return file;
}
const codes = (problems: readonly TypeProblem[]): readonly string[] => problems.map(({ code }) => code);

describe("the quick type check", () => {
  test("is content with every solution, and does not read the whole kit for it", async () => {
    // Whoever writes of `Intl` needs the whole one, and it is not asked.
    const isAsked = ({ files }: Exercise): boolean => !readFileSync(files.solution, "utf8").includes("Intl");
    for (const exercise of exercises.filter(isAsked)) {
      const { solution } = exercise.files;
      expect(quickArguments(exercise, solution)).not.toContain(join(root, "dist", "kit.d.ts"));
      expect(await quickCheck(exercise, solution)).toEqual([]);
    }
  });

  test.for([
    [
      "the rare part of the language",
      "export const a = new Intl.NumberFormat('en').format(1), b = new Float64Array(1);\n",
      [],
    ],
    ["an option of a rare kind", "export const a = (1).toLocaleString('en', { style: 1 });\n", ["TS2769"]],
    [
      "the whole kit",
      'import * as kit from "eventlings";\nexport const a = new kit.ConcurrencyError(1);\n',
      ["TS2345"],
    ],
    [
      "a name that the kit has not",
      'import { type Nothing } from "eventlings";\nexport type A = Nothing;\n',
      ["TS2305"],
    ],
  ] as const)("leaves %s to the whole one, whose word counts", async ([, text, expected]) => {
    const file = saved(text);
    expect(codes(await checkTypes(append, file, root))).toEqual(expected);
    // The second time it is asked at once.
    expect(codes(await checkTypes(append, file, root))).toEqual(expected);
  });

  test("says what holds of a file that is wrong, is mended, and is wrong again", async () => {
    const file = saved("export const a: string = 1;\n");
    expect(codes(await checkTypes(append, file, root))).toEqual(["TS2322"]);
    writeFileSync(file, "export const a: string = '1';\n");
    expect(await checkTypes(append, file, root)).toEqual([]);
    expect(await checkTypes(append, file, root)).toEqual([]);
    writeFileSync(file, "export const a: string = 2;\n");
    expect(codes(await checkTypes(append, file, root))).toEqual(["TS2322"]);
  });
});

describe("the names that an answer imports", () => {
  test.for([
    ['import { type A, B as C } from "eventlings";', ["A", "B"]],
    ["import type {\n  B,\n  A,\n} from 'eventlings';\nimport { B } from \"eventlings\";", ["A", "B"]],
    ['import { A } from "eventlings";\ndeclare module "eventlings" {}', undefined],
    ['import * as kit from "eventlings";', undefined],
    ['import { A, "b" as c } from "eventlings";', undefined],
    ["export const a = 1;", undefined],
  ] as const)("%s", ([text, expected]) => {
    expect(importedNames(text)).toEqual(expected);
  });

  test("come with what they are made of, and nothing else", () => {
    const kit = `declare module "eventlings" {
interface A {
    readonly b: B;
}
type B = 1;
class E extends F {
}
type F = 2;
export type { A, B, };
}
`;
    expect(declare(kit, ["A"])).toBe(
      'declare module "eventlings" {\ninterface A {\n    readonly b: B;\n}\ntype B = 1;\nexport { A };\n}\n',
    );
    expect(declare(kit, ["F"])).toBeUndefined();
  });
});

describe("the lean library", () => {
  test("leaves out what is rare and each member that mentions it", () => {
    const lean = leanLibrary(
      "interface Intl {\n    a: 1;\n}\ninterface Number {\n    toFixed(): string;\n    of(a: Intl): string;\n}\ndeclare var Uint8Array: 1;\n",
    );
    expect(lean).toBe("interface Number {\n    toFixed(): string;\n}\ndeclare var Uint8Array: 1;\n");
  });

  test("refuses to keep a mention that spans lines", () => {
    expect(() => leanLibrary("interface A {\n    of(a: Intl,\n      b: 1): string;\n}\n")).toThrow(
      /still mentions.*of\(a: Intl/,
    );
  });
});
