import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { newExercise } from "../../src/scaffold/index.ts";
import { findings, soundCourse } from "../verify/sound-course.ts";

describe("new-exercise", () => {
  test("makes every file of an exercise, and verify names each until it is filled in", async () => {
    const root = soundCourse();
    const made = newExercise(root, "01-sums/2-take-away");
    expect(made).toHaveLength(9);
    const said = await findings(root);
    for (const file of made) {
      expect(said).toContainEqual(
        expect.stringMatching(new RegExp(`^sums/take-away ${file.replaceAll(".", "\\.")}:\\d+: still says "FILL IN"`)),
      );
    }
  });

  test("refuses a name that is none, a lesson that is not there, and a number that is taken", () => {
    const root = soundCourse();
    expect(() => newExercise(root, "take-away")).toThrow(/"take-away" is no name of an exercise\. Write it as/);
    expect(() => newExercise(root, "07-other/1-take-away")).toThrow(
      /There is no lesson folder lessons\/07-other .* the lessons are 01-sums\./,
    );
    expect(() => newExercise(root, "01-sums/1-take-away")).toThrow(
      /has an exercise 1 already: 1-add\.yaml\. Choose the next number\./,
    );
  });

  test("writes nothing where one of its files exists", () => {
    const root = soundCourse();
    const taken = join(root, "solutions", "01-sums", "2-take-away.ts");
    writeFileSync(taken, "mine");
    expect(() => newExercise(root, "01-sums/2-take-away")).toThrow(
      /solutions\/01-sums\/2-take-away\.ts exists already, and nothing was written\./,
    );
    expect(readFileSync(taken, "utf8")).toBe("mine");
    expect(() => readFileSync(join(root, "lessons", "01-sums", "2-take-away.yaml"))).toThrow(/ENOENT/);
  });
});
