import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { UserError } from "../../src/cli/errors.ts";
import { run as history } from "../../src/cli/history.ts";
import { run as reset } from "../../src/cli/reset.ts";
import { run as restore } from "../../src/cli/restore.ts";
import { openProgress } from "../../src/progress/index.ts";
import { smallCourse, stubOf } from "../support/course.ts";
import { fakeIo, type FakeIo } from "../support/fake-io.ts";

type Run = typeof reset;

async function ok(run: Run, root: string, ...args: readonly string[]): Promise<FakeIo> {
  const io = fakeIo();
  expect(await run(args, { root, io })).toBe(0);
  return io;
}
const own = (root: string): string => join(root, "workspace", "04-store", "1-append.ts");

/** A course with a workspace in which two answers were written and reset. */
async function withTwoAttempts(): Promise<string> {
  const root = smallCourse();
  await ok(reset, root, "append");
  for (const answer of ["first answer", "second answer"]) {
    writeFileSync(own(root), answer);
    await ok(reset, root, "append");
  }
  return root;
}

describe("reset", () => {
  test("makes the workspace first where there is none", async () => {
    const root = smallCourse();
    const io = await ok(reset, root, "append");
    expect(io.err()).toContain("The folder workspace was made");
    expect(io.out()).toBe("workspace/04-store/1-append.ts is the stub already; nothing was changed.");
  });

  test("says how to get the answer back, and that works", async () => {
    const root = smallCourse();
    await ok(reset, root, "append");
    writeFileSync(own(root), "my answer");
    const io = await ok(reset, root, "append");
    expect(io.out()).toBe(
      "workspace/04-store/1-append.ts is the stub again.\nWhat it held is kept as attempt 1: `npm run restore store/append 1` brings it back.",
    );
    expect(readFileSync(own(root), "utf8")).toBe(stubOf("append"));
    await ok(restore, root, "store/append", "1");
    expect(readFileSync(own(root), "utf8")).toBe("my answer");
  });

  test("makes a deleted file again", async () => {
    const root = smallCourse();
    await ok(reset, root, "append");
    rmSync(own(root));
    const io = await ok(reset, root, "append");
    expect(io.err()).toContain("was gone, so it was made again from the stub");
    expect(readFileSync(own(root), "utf8")).toBe(stubOf("append"));
  });

  test("ends with a sentence where a folder stands in the file's place", async () => {
    const root = smallCourse();
    mkdirSync(own(root), { recursive: true });
    const failed = reset(["append"], { root, io: fakeIo() });
    await expect(failed).rejects.toBeInstanceOf(UserError);
    await expect(failed).rejects.toThrow(/1-append\.ts is a folder, but your answer belongs there/);
  });

  test("needs an exercise", async () => {
    await expect(reset([], { root: smallCourse(), io: fakeIo() })).rejects.toThrow(
      new UserError("`reset` needs an exercise, as in `npm run reset event-store/append`."),
    );
  });
});

describe("restore", () => {
  test("takes a number, a number with #, or the first letters of a hash, and keeps what was there", async () => {
    const root = await withTwoAttempts();
    writeFileSync(own(root), "third answer");
    expect((await ok(restore, root, "append", "#1")).out()).toBe(
      "workspace/04-store/1-append.ts is attempt 1 again.\nWhat it held until now is kept as attempt 3.",
    );
    const second = openProgress(root)
      .of("store/append")
      .attempts.find(({ number }) => number === 2);
    await ok(restore, root, "append", (second?.hash ?? "").slice(0, 8).toUpperCase());
    expect(readFileSync(own(root), "utf8")).toBe("second answer");
    expect((await ok(restore, root, "append", "2")).out()).toBe(
      "workspace/04-store/1-append.ts is attempt 2 already; nothing was changed.",
    );
  });

  test("refuses what is no attempt, in one sentence", async () => {
    const root = await withTwoAttempts();
    const io = fakeIo();
    await expect(restore(["append", "7"], { root, io })).rejects.toThrow(
      new UserError(
        'There is no attempt "7" at store/append: give a number from 1 to 2, or the first letters of a hash, from `npm run history store/append`.',
      ),
    );
    await expect(restore(["append"], { root, io })).rejects.toThrow(/^`restore` needs an exercise and an attempt/);
    await expect(restore(["views", "1"], { root, io })).rejects.toThrow(/^No attempt at views\/order-view is kept yet/);
  });

  test("asks for more of a hash that begins several attempts", async () => {
    const root = smallCourse();
    const exercise = "store/append";
    const progress = openProgress(root);
    for (const end of ["0", "1"])
      progress.record({ type: "AttemptRestored", data: { exercise, attempt: `${"abcd".repeat(15)}abc${end}` } });
    await expect(restore(["append", "abcd"], { root, io: fakeIo() })).rejects.toThrow(
      new UserError('"abcd" could be 2 attempts at store/append: write more of the hash.'),
    );
  });
});

describe("history", () => {
  test("lists the attempts, the newest first", async () => {
    const root = await withTwoAttempts();
    const lines = (await ok(history, root, "append")).out().split("\n");
    expect(lines[0]).toBe("Attempts at store/append, the newest first");
    expect(lines.filter((line) => line.startsWith("#")).map((line) => line.slice(0, 14))).toEqual([
      "#2  just now  ",
      "#1  just now  ",
    ]);
  });

  test("says that there is none yet", async () => {
    expect((await ok(history, smallCourse(), "append")).out()).toMatch(/^No attempt at store\/append is kept yet/);
  });
});
