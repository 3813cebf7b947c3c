import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { typeCheck, typeCheckerPath } from "../../src/judge/index.ts";
import { openProgress, type Progress } from "../../src/progress/index.ts";
import { prepareWorkspace, WorkspaceUnusable, type WorkspaceNotice } from "../../src/workspace/index.ts";
import { exercisesOf, smallCourse, stubOf, temporaryFolder, withKit, write } from "../support/course.ts";
import { failures } from "../support/failing-fs.ts";

vi.mock("node:fs", async (actual) => {
  const { failing } = await import("../support/failing-fs.ts");
  return failing(await actual<typeof import("node:fs")>());
});
beforeEach(() => failures.clear());

const prepare = (root: string, progress: Progress = openProgress(root)): readonly WorkspaceNotice[] =>
  prepareWorkspace(root, exercisesOf(root), progress);
const own = (root: string): string => join(root, "workspace", "04-store", "1-append.ts");
const read = (file: string): string => readFileSync(file, "utf8");

describe("the workspace", () => {
  test("is made with a tsconfig and a copy of each written stub, and never a package.json", () => {
    const root = smallCourse();
    expect(prepare(root)).toEqual([{ kind: "made", again: false }]);
    expect(readdirSync(join(root, "workspace")).toSorted()).toEqual(["04-store", "09-views", "tsconfig.json"]);
    expect(readdirSync(join(root, "workspace", "04-store"))).toEqual(["1-append.ts"]);
    expect(read(own(root))).toBe(stubOf("append"));
  });

  test("type-checks at once, and knows no timers", async () => {
    const root = smallCourse();
    withKit(root);
    prepare(root);
    const checker = typeCheckerPath(join(import.meta.dirname, "..", ".."));
    const check = (): Promise<readonly { readonly message: string }[]> =>
      typeCheck(checker, root, ["-p", "workspace/tsconfig.json"]);
    expect(await check()).toEqual([]);
    writeFileSync(own(root), "export const late = setTimeout(() => console.log(structuredClone(1)), 1);\n");
    expect((await check()).map(({ message }) => message)).toEqual([expect.stringContaining("setTimeout")]);
  });

  test("is not touched when nothing needs to change", () => {
    const root = smallCourse();
    prepare(root);
    writeFileSync(own(root), "my answer");
    const files = [own(root), join(root, "workspace", "tsconfig.json"), join(root, ".eventlings", "log.jsonl")];
    for (const file of files) utimesSync(file, 1000, 1000);
    expect(prepare(root)).toEqual([]);
    expect(files.map((file) => statSync(file).mtimeMs)).toEqual([1_000_000, 1_000_000, 1_000_000]);
    expect(read(own(root))).toBe("my answer");
  });

  test("gets the stub of an exercise that has come", () => {
    const root = smallCourse();
    prepare(root);
    write(root, "lessons/04-store/2-retry.yaml", read(join(root, "lessons", "04-store", "1-append.yaml")));
    write(root, "lessons/04-store/2-retry.ts", stubOf("retry"));
    expect(prepare(root)).toEqual([{ kind: "added", exercises: ["store/retry"] }]);
  });

  test("makes a missing file again and says so", () => {
    const root = smallCourse();
    prepare(root);
    rmSync(own(root));
    expect(prepare(root)).toEqual([
      { kind: "made-again", exercise: "store/append", file: "workspace/04-store/1-append.ts" },
    ]);
    expect(read(own(root))).toBe(stubOf("append"));
  });

  test("is made again as a whole when it was deleted", () => {
    const root = smallCourse();
    prepare(root);
    rmSync(join(root, "workspace"), { recursive: true });
    expect(prepare(root)).toEqual([{ kind: "made", again: true }]);
    expect(existsSync(own(root))).toBe(true);
  });

  test("leaves a file alone that was there before the log", () => {
    const root = smallCourse();
    prepare(root);
    writeFileSync(own(root), "my answer");
    rmSync(join(root, ".eventlings"), { recursive: true });
    expect(prepare(root)).toEqual([]);
    expect(prepare(root)).toEqual([]);
    expect(read(own(root))).toBe("my answer");
    expect(openProgress(root).events.map(({ data }) => "use" in data && data.use)).toEqual(["found", "copied"]);
  });

  test("leaves a tsconfig alone that the learner has changed", () => {
    const root = smallCourse();
    prepare(root);
    writeFileSync(join(root, "workspace", "tsconfig.json"), "{}");
    prepare(root);
    expect(read(join(root, "workspace", "tsconfig.json"))).toBe("{}");
  });
});

describe("a stub that has changed", () => {
  const file = "workspace/04-store/1-append.ts";
  const changed = `${stubOf("append")}// new\n`;

  test("is announced once over an answer, and never applied", () => {
    const root = smallCourse();
    prepare(root);
    writeFileSync(own(root), "my answer");
    write(root, "lessons/04-store/1-append.ts", changed);
    expect(prepare(root)).toEqual([{ kind: "stub-changed", exercise: "store/append", file }]);
    expect(prepare(root)).toEqual([]);
    expect(read(own(root))).toBe("my answer");
    write(root, "lessons/04-store/1-append.ts", `${changed}// newer\n`);
    expect(prepare(root)).toEqual([{ kind: "stub-changed", exercise: "store/append", file }]);
  });

  test("takes the place of an untouched copy of the old one, which is kept", () => {
    const root = smallCourse();
    prepare(root);
    write(root, "lessons/04-store/1-append.ts", changed);
    expect(prepare(root)).toEqual([{ kind: "stub-renewed", exercise: "store/append", file }]);
    expect(read(own(root))).toBe(changed);
    const progress = openProgress(root);
    const [kept] = progress.of("store/append").attempts;
    expect(progress.attempt(kept?.hash ?? "")?.toString()).toBe(stubOf("append"));
    expect(prepare(root)).toEqual([]);
  });

  test("still counts as untouched after an announcement, when the learner goes back to the first copy", () => {
    const root = smallCourse();
    prepare(root);
    writeFileSync(own(root), "my answer");
    write(root, "lessons/04-store/1-append.ts", changed);
    prepare(root);
    writeFileSync(own(root), stubOf("append"));
    write(root, "lessons/04-store/1-append.ts", `${changed}// newer\n`);
    expect(prepare(root)).toEqual([{ kind: "stub-renewed", exercise: "store/append", file }]);
  });

  test("is no news when the learner has it already", () => {
    const root = smallCourse();
    prepare(root);
    writeFileSync(own(root), changed);
    write(root, "lessons/04-store/1-append.ts", changed);
    expect(prepare(root)).toEqual([]);
  });
});

describe("what stands in the way", () => {
  test("a folder in a file's place blocks that exercise and no other", () => {
    const root = smallCourse();
    mkdirSync(own(root), { recursive: true });
    expect(prepare(root)).toEqual([
      { kind: "added", exercises: ["views/order-view"] },
      {
        kind: "blocked",
        exercise: "store/append",
        message:
          "workspace/04-store/1-append.ts is a folder, but your answer belongs there as a file: move the folder away and try again; nothing was changed.",
      },
    ]);
    expect(existsSync(join(root, "workspace", "09-views", "1-order-view.ts"))).toBe(true);
  });

  test("a file in a lesson folder's place blocks that lesson, in a sentence", () => {
    const root = smallCourse();
    write(root, "workspace/04-store", "");
    expect(prepare(root)).toEqual([
      { kind: "added", exercises: ["views/order-view"] },
      {
        kind: "blocked",
        exercise: "store/append",
        message:
          "A part of the path workspace/04-store/1-append.ts is a file where a folder belongs: move it away and try again; nothing was changed.",
      },
    ]);
  });

  test("a file in the workspace's place ends it with a sentence", () => {
    const root = smallCourse();
    write(root, "workspace", "mine");
    expect(() => prepare(root)).toThrow(
      new WorkspaceUnusable(
        "workspace is a file, but it must be the folder of your answers: move the file away and try again; nothing was changed.",
      ),
    );
    expect(read(join(root, "workspace"))).toBe("mine");
  });

  test("a folder that may not be written ends it with a sentence, and leaves nothing half made", () => {
    const root = smallCourse();
    failures.set("writeFileSync", { code: "EACCES", path: "workspace" });
    expect(() => prepare(root)).toThrow(
      /^workspace\/tsconfig\.json may not be read or written \(EACCES\): give yourself access/,
    );
    failures.clear();
    prepare(root);
    expect(read(own(root))).toBe(stubOf("append"));
  });

  test("a full disk is named, and leaves no empty file that would pass for an answer", () => {
    const root = smallCourse();
    failures.set("writeFileSync", { code: "ENOSPC", path: "1-append.ts" });
    expect(prepare(root)).toMatchObject([
      { kind: "made" },
      { kind: "blocked", message: expect.stringMatching(/^The disk is full, so workspace\/04-store/) as string },
    ]);
    expect(existsSync(own(root))).toBe(false);
  });

  test("any other failure is told as it is", () => {
    const root = smallCourse();
    failures.set("writeFileSync", { code: "EIO", path: "tsconfig.json" });
    expect(() => prepare(root)).toThrow(/^workspace\/tsconfig\.json could not be used \(EIO: made up\): mend that/);
  });
});

test("the workspace may be a link to a folder elsewhere", () => {
  const root = smallCourse();
  // A junction needs no rights on Windows; elsewhere the kind is ignored.
  symlinkSync(temporaryFolder(), join(root, "workspace"), "junction");
  expect(prepare(root).map(({ kind }) => kind)).toEqual(["added"]);
  expect(read(own(root))).toBe(stubOf("append"));
});
