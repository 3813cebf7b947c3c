import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { openProgress, type Progress } from "../../src/progress/index.ts";
import { prepareWorkspace, readAnswer, resetAnswer, restoreAnswer } from "../../src/workspace/index.ts";
import { exerciseOf, exercisesOf, smallCourse, stubOf } from "../support/course.ts";
import { failures } from "../support/failing-fs.ts";

vi.mock("node:fs", async (actual) => {
  const { failing } = await import("../support/failing-fs.ts");
  return failing(await actual<typeof import("node:fs")>());
});
beforeEach(() => failures.clear());

const ID = "store/append";

/** A course whose learner has written something. */
function started(): { root: string; progress: Progress; file: string } {
  const root = smallCourse();
  const progress = openProgress(root);
  prepareWorkspace(root, exercisesOf(root), progress);
  const file = join(root, "workspace", "04-store", "1-append.ts");
  writeFileSync(file, "my answer");
  return { root, progress, file };
}

describe("an answer", () => {
  test("is read as it is; a missing one is no error, a folder is", () => {
    const { root, file } = started();
    const exercise = exerciseOf(root, ID);
    expect(readAnswer(root, exercise)?.toString()).toBe("my answer");
    rmSync(file);
    expect(readAnswer(root, exercise)).toBeUndefined();
    mkdirSync(file);
    expect(() => readAnswer(root, exercise)).toThrow(/1-append\.ts is a folder/);
  });

  test("is kept before a reset puts the stub in its place", () => {
    const { root, progress, file } = started();
    const result = resetAnswer(root, exerciseOf(root, ID), progress);
    expect(readFileSync(file, "utf8")).toBe(stubOf("append"));
    expect(result).toEqual({ kind: "replaced", kept: progress.keep("my answer") });
    expect(progress.of(ID)).toMatchObject({ state: "untouched", attempts: [{ number: 1 }] });
    expect(readdirSync(join(root, "workspace", "04-store"))).toEqual(["1-append.ts"]);
  });

  test("is not touched by a reset where it is the stub already", () => {
    const { root, progress, file } = started();
    writeFileSync(file, stubOf("append"));
    utimesSync(file, 1000, 1000);
    const before = progress.events.length;
    expect(resetAnswer(root, exerciseOf(root, ID), progress)).toEqual({ kind: "unchanged" });
    expect(statSync(file).mtimeMs).toBe(1_000_000);
    expect(progress.events).toHaveLength(before);
  });

  test("is made from the stub by a reset where it was missing", () => {
    const { root, progress, file } = started();
    rmSync(join(root, "workspace"), { recursive: true });
    expect(resetAnswer(root, exerciseOf(root, ID), progress)).toEqual({ kind: "made" });
    expect(readFileSync(file, "utf8")).toBe(stubOf("append"));
  });

  test("comes back by a restore, and what was there is kept", () => {
    const { root, progress, file } = started();
    const exercise = exerciseOf(root, ID);
    resetAnswer(root, exercise, progress);
    writeFileSync(file, "a second try");
    const [first] = progress.of(ID).attempts;
    if (first === undefined) throw new Error("The reset kept nothing.");
    expect(restoreAnswer(root, exercise, first, progress)).toMatchObject({ kind: "replaced" });
    expect(readFileSync(file, "utf8")).toBe("my answer");
    expect(restoreAnswer(root, exercise, first, progress)).toEqual({ kind: "unchanged" });
    expect(progress.of(ID).attempts.map(({ hash }) => progress.attempt(hash)?.toString())).toEqual([
      "a second try",
      "my answer",
    ]);
  });

  test("is left alone when the attempt to restore is gone", () => {
    const { root, progress, file } = started();
    const exercise = exerciseOf(root, ID);
    resetAnswer(root, exercise, progress);
    const [first] = progress.of(ID).attempts;
    if (first === undefined) throw new Error("The reset kept nothing.");
    rmSync(join(root, ".eventlings", "attempts"), { recursive: true });
    expect(() => restoreAnswer(root, exercise, first, progress)).toThrow(
      /^Attempt 1 of store\/append can no longer be read .* pick another one; your file was not changed\.$/,
    );
    expect(readFileSync(file, "utf8")).toBe(stubOf("append"));
  });

  test("is left alone when it cannot be kept first", () => {
    const { root, progress, file } = started();
    failures.set("renameSync", { code: "ENOSPC", path: "attempts" });
    expect(() => resetAnswer(root, exerciseOf(root, ID), progress)).toThrow(/the disk is full/);
    expect(readFileSync(file, "utf8")).toBe("my answer");
  });

  test("is left alone when the disk is full", () => {
    const { root, progress, file } = started();
    failures.set("writeFileSync", { code: "ENOSPC", path: "1-append.ts" });
    expect(() => resetAnswer(root, exerciseOf(root, ID), progress)).toThrow(/^The disk is full/);
    expect(readFileSync(file, "utf8")).toBe("my answer");
    expect(existsSync(join(root, ".eventlings", "attempts"))).toBe(true);
  });

  test("is written in place where an editor forbids the rename, as on Windows", () => {
    const { root, progress, file } = started();
    failures.set("renameSync", { code: "EPERM", path: "workspace" });
    expect(resetAnswer(root, exerciseOf(root, ID), progress).kind).toBe("replaced");
    expect(readFileSync(file, "utf8")).toBe(stubOf("append"));
    expect(readdirSync(join(root, "workspace", "04-store"))).toEqual(["1-append.ts"]);
  });

  test("that may not be written says so in a sentence", () => {
    const { root, progress, file } = started();
    failures.set("writeFileSync", { code: "EROFS", path: "workspace" });
    expect(() => resetAnswer(root, exerciseOf(root, ID), progress)).toThrow(
      /^workspace\/04-store\/1-append\.ts may not be read or written \(EROFS\): .* nothing was lost\.$/,
    );
    expect(readFileSync(file, "utf8")).toBe("my answer");
  });
});
