import { describe, expect, test } from "vitest";
import { oneOf, readArguments } from "../../src/cli/arguments.ts";
import { UserError } from "../../src/cli/errors.ts";

const read = (...args: readonly string[]): ReturnType<typeof readArguments> =>
  readArguments(args, {
    command: "hint",
    options: { tier: { type: "string" }, json: { type: "boolean" } },
    positionals: { min: 1, max: 1 },
    needs: "an exercise, as in `npm run hint append`",
  });

describe("arguments", () => {
  test("are read as they were meant", () => {
    expect(read("append", "--tier", "2", "--json")).toMatchObject({
      values: { tier: "2", json: true },
      positionals: ["append"],
    });
  });

  test.each([
    [
      ["append", "--teir", "2"],
      "`hint` has no option --teir. It takes --tier, --json; `npm run help hint` says what it takes.",
    ],
    [["append", "-x"], "`hint` has no option -x. It takes --tier, --json; `npm run help hint` says what it takes."],
    [["append", "--tier"], "--tier needs a value behind it: `npm run help hint` says what it takes."],
    [["append", "--tier", "--json"], "--tier needs a value behind it: `npm run help hint` says what it takes."],
    [["append", "--json=yes"], "--json takes no value: write it alone, or `npm run help hint` says what it takes."],
    [[], "`hint` needs an exercise, as in `npm run hint append`."],
    [["append", "read"], '`hint` has no use for "read"; leave it out, or `npm run help hint` says what it takes.'],
  ])("%j end with one sentence", (args, message) => {
    expect(() => read(...args)).toThrow(new UserError(message));
  });

  test("of a command without options end with one sentence", () => {
    expect(() => readArguments(["--all"], { command: "doctor", options: {} })).toThrow(
      new UserError("`doctor` has no option --all. It takes none; `npm run help doctor` says what it takes."),
    );
  });

  test("that are missing where nobody said what is needed still end with a sentence", () => {
    expect(() => readArguments([], { command: "x", options: {}, positionals: { min: 1, max: 1 } })).toThrow(
      new UserError("`x` needs more arguments."),
    );
  });
});

test("a word that must be one of a few is named with what it could be", () => {
  const words = ["core", "deep"] as const;
  expect(oneOf("--track", "deep", words)).toBe("deep");
  expect(oneOf("--track", undefined, words)).toBeUndefined();
  expect(() => oneOf("--track", "depe", words)).toThrow(
    new UserError('--track must be core or deep, and it is "depe".'),
  );
});
