import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { run } from "../../src/cli/check.ts";
import { openProgress } from "../../src/progress/index.ts";
import type { ExercismResult } from "../../src/render/index.ts";
import { write } from "../support/course.ts";
import { fakeIo, type FakeIo } from "../support/fake-io.ts";
import { answer, judgedCourse } from "../support/judged-course.ts";

interface Checked {
  readonly code: number;
  readonly io: FakeIo;
}

async function check(root: string, ...args: readonly string[]): Promise<Checked> {
  const io = fakeIo();
  const code = await run(args, { root, io });
  return { code, io };
}

const refusal = async (...args: readonly string[]): Promise<string> => {
  const error: unknown = await check(judgedCourse(), ...args).catch((reason: unknown) => reason);
  if (!(error instanceof Error)) throw new Error("The command did not refuse.");
  return error.message;
};

describe("check", () => {
  test("judges the current exercise where none is named, and makes its file first", async () => {
    const { code, io } = await check(judgedCourse());
    expect(code).toBe(1);
    expect(io.err()).toContain("workspace");
    expect(io.out()).toContain("Nothing is written yet. 2 promises to keep:");
    expect(io.out()).toContain("store/append");
  });

  test("ends with 0 for an answer that passes, and says what comes next", async () => {
    const root = judgedCourse();
    write(root, "workspace/04-store/1-append.ts", answer("append", 3));
    const { code, io } = await check(root, "append");
    expect(io.out()).toContain("✓ store/append: all 2 promises kept (2 checks, and the types fit).");
    expect(io.out()).toContain("npm run watch views/order-view");
    expect(code).toBe(0);
    expect(openProgress(root).of("store/append").state).toBe("passed");
  });

  test("has the attempt on record, content and all, before the verdict is printed", async () => {
    const root = judgedCourse();
    write(root, "workspace/04-store/1-append.ts", answer("append", 2));
    const atPrint: unknown[] = [];
    const io = { ...fakeIo(), print: () => void atPrint.push(openProgress(root).of("store/append")) };
    expect(await run(["store/append"], { root, io })).toBe(1);
    expect(atPrint).toMatchObject([{ state: "failing", checks: 1 }]);
    const [kept] = openProgress(root).of("store/append").attempts;
    expect(
      openProgress(root)
        .attempt(kept?.hash ?? "")
        ?.toString(),
    ).toBe(answer("append", 2));
  });

  test("judges another file without recording anything", async () => {
    const root = judgedCourse();
    write(root, "other.ts", answer("append", 3));
    const { code } = await check(root, "append", "--file", join(root, "other.ts"));
    expect(code).toBe(0);
    expect(openProgress(root).events).toEqual([]);
  });

  test("does not take some promises for all of them", async () => {
    const root = judgedCourse();
    write(root, "workspace/04-store/1-append.ts", answer("append", 2));
    const { code, io } = await check(root, "append", "--rule", "first");
    expect(io.out()).toContain("1 of 2 promises judged, and kept");
    expect(code).toBe(0);
    expect(openProgress(root).of("store/append")).toMatchObject({ checks: 0 });
    expect(openProgress(root).of("store/append").passedAt).toBeUndefined();
  });

  test("prints an Exercism result of version 3, and nothing else on standard output", async () => {
    const root = judgedCourse();
    write(root, "workspace/04-store/1-append.ts", `console.log("hello");\n${answer("append", 2)}`);
    const { code, io } = await check(root, "append", "--json");
    expect(code).toBe(1);
    expect(JSON.parse(io.out())).toEqual({
      version: 3,
      status: "fail",
      message: null,
      exercise: "store/append",
      tests: [
        {
          name: "It does the first thing.",
          status: "pass",
          message: null,
          output: null,
          test_code:
            'step("call append");\ncheck.equal(exercise.append() > 0, true, "append did not return more than nothing.");',
          task_id: 1,
        },
        {
          name: "It does the second thing.",
          status: "fail",
          message: "  Happened  append did not return the sum.\n  Expected  3\n  Received  2",
          output: expect.stringMatching(/^hello/) as string,
          test_code: 'check.equal(exercise.append(), 3, "append did not return the sum.");',
          task_id: 2,
        },
        { name: "The types fit.", status: "pass", message: null, output: null, test_code: "" },
      ],
    });
  });

  test("prints an array of results for several exercises", async () => {
    const { io } = await check(judgedCourse(), "append", "order-view", "--json");
    const results = JSON.parse(io.out()) as readonly ExercismResult[];
    expect(results.map(({ exercise, status }) => `${exercise} ${status}`)).toEqual([
      "store/append fail",
      "views/order-view fail",
    ]);
  });

  test("judges every written exercise with --all: a line each, then what failed in full", async () => {
    const root = judgedCourse();
    write(root, "workspace/04-store/1-append.ts", answer("append", 2));
    const { code, io } = await check(root, "--all");
    expect(code).toBe(1);
    expect(io.out().split("\n").slice(0, 2)).toEqual([
      "✗ failing     store/append      1 broken, 1 kept",
      "· to do       views/order-view  2 not written yet",
    ]);
    expect(io.out()).toContain("── ✗ broken: second");
    expect(io.out()).not.toContain("Nothing is written yet");
    expect(io.out().trimEnd().split("\n").at(-1)).toBe("2 exercises: 1 failing, 1 to do");
  });

  test("ends with 2 where the course itself keeps it from judging", async () => {
    const root = judgedCourse();
    rmSync(join(root, "harness", "rules", "04-store"), { recursive: true });
    const { code, io } = await check(root, "append");
    expect(code).toBe(2);
    expect(io.out()).toContain("That is a fault of the course and not of your");
  });

  test("says in words that a folder stands where the answer belongs, and goes on", async () => {
    const root = judgedCourse();
    write(root, "workspace/04-store/1-append.ts/note.txt", "");
    const { code, io } = await check(root, "append");
    expect(code).toBe(1);
    expect(io.out()).toContain("is a folder");
  });
});

describe("check refuses, in a sentence,", () => {
  test("a promise that the exercise does not have", async () => {
    expect(await refusal("append", "--rule", "fist")).toBe(
      'store/append has no promise "fist". Did you mean first? Its promises are first, second.',
    );
  });

  test("a file that is not there", async () => {
    expect(await refusal("append", "--file", "gone.ts")).toMatch(/^There is no file "gone.ts" to judge/);
  });

  test("a seed that is no number", async () => {
    expect(await refusal("append", "--seed", "x")).toMatch(/^--seed takes a whole number/);
    expect(await refusal("append", "--seed", "99999999999")).toMatch(/^--seed takes a whole number/);
  });

  test("an exercise that does not exist", async () => {
    expect(await refusal("apend")).toMatch(/^There is no exercise "apend". Did you mean store\/append/);
  });

  test("options that contradict each other", async () => {
    expect(await refusal("--all", "append")).toMatch(/^--all means every exercise/);
    expect(await refusal("--all", "--rule", "first")).toMatch(/^--rule picks promises of one exercise/);
    expect(await refusal("append", "order-view", "--file", "x.ts")).toMatch(/^--file is judged as the answer to one/);
    expect(await refusal("append", "--ui", "--json")).toMatch(/^--ui opens one exercise/);
  });

  test("an option that it does not know", async () => {
    expect(await refusal("--ruel", "x")).toMatch(/^`check` has no option --ruel/);
  });

  test("to guess once everything is passed", async () => {
    const root = judgedCourse();
    write(root, "workspace/04-store/1-append.ts", answer("append", 3));
    write(root, "workspace/09-views/1-order-view.ts", answer("orderView", 3));
    expect((await check(root, "--all")).code).toBe(0);
    await expect(check(root)).rejects.toThrow(/^You have passed every exercise/);
  });
});
