import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Verdict } from "../../src/judge/index.ts";
import { openProgress, recordCheck } from "../../src/progress/index.ts";
import { temporaryFolder } from "../support/course.ts";
import { failures } from "../support/failing-fs.ts";

vi.mock("node:fs", async (actual) => {
  const { failing } = await import("../support/failing-fs.ts");
  return failing(await actual<typeof import("node:fs")>());
});
beforeEach(() => failures.clear());

const fileOf = (root: string, hash: string): string => join(root, ".eventlings", "attempts", `${hash}.ts`);

describe("kept attempts", () => {
  test("are kept by their hash and read back byte for byte", () => {
    const root = temporaryFolder();
    const progress = openProgress(root);
    const bytes = Buffer.from([0xff, 0xfe, 0x00, 0x0a]);
    const hash = progress.keep(bytes);
    expect(progress.attempt(hash)?.equals(bytes)).toBe(true);
    expect(progress.keep("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });

  test("are written once: the same content does not touch the file again", () => {
    const root = temporaryFolder();
    const progress = openProgress(root);
    const hash = progress.keep("same");
    utimesSync(fileOf(root, hash), 1000, 1000);
    progress.keep("same");
    expect(statSync(fileOf(root, hash)).mtimeMs).toBe(1_000_000);
    expect(readdirSync(join(root, ".eventlings", "attempts"))).toEqual([`${hash}.ts`]);
  });

  test("are written again where a power cut left an empty file", () => {
    const root = temporaryFolder();
    const progress = openProgress(root);
    const hash = progress.keep("content");
    writeFileSync(fileOf(root, hash), "");
    progress.keep("content");
    expect(readFileSync(fileOf(root, hash), "utf8")).toBe("content");
  });

  test("are not handed out when they are gone or damaged", () => {
    const root = temporaryFolder();
    const progress = openProgress(root);
    const hash = progress.keep("content");
    expect(progress.attempt("f".repeat(64))).toBeUndefined();
    writeFileSync(fileOf(root, hash), "CONTENT");
    expect(progress.attempt(hash)).toBeUndefined();
  });

  test("leave nothing half written behind when they cannot be written", () => {
    const root = temporaryFolder();
    const progress = openProgress(root);
    failures.set("renameSync", { code: "ENOSPC", path: "attempts" });
    expect(() => progress.keep("content")).toThrow(/because the disk is full/);
    expect(readdirSync(join(root, ".eventlings", "attempts"))).toEqual([]);
  });
});

describe("recording a check", () => {
  const rule = (id: string, outcome: Verdict["rules"][number]["outcome"]): Verdict["rules"][number] => ({
    id,
    says: "",
    why: "",
    section: "",
    outcome,
  });
  const verdict = (over: Partial<Verdict>): Verdict => ({
    exercise: "store/append",
    status: "fail",
    file: "file.ts",
    rules: [
      rule("kept", { status: "pass", checks: 1 }),
      rule("broken", { status: "fail", failure: { kind: "threw", happened: "It threw." } }),
      rule("open", { status: "todo", what: "read" }),
      rule("silent", { status: "unknown", reason: "nothing was checked" }),
    ],
    types: [],
    misconceptions: [],
    output: "",
    seed: 1,
    took: 1,
    ...over,
  });

  test("keeps the content and sorts the rules by what became of them", () => {
    const progress = openProgress(temporaryFolder());
    const { attempt, firstPass } = recordCheck(
      progress,
      verdict({ problem: { kind: "syntax", message: "A bracket is missing." } }),
      "the answer",
    );
    expect(firstPass).toBe(false);
    expect(progress.attempt(attempt)?.toString()).toBe("the answer");
    expect(progress.events.map(({ type, data }) => ({ type, data }))).toEqual([
      {
        type: "AttemptChecked",
        data: {
          exercise: "store/append",
          attempt,
          status: "fail",
          passed: ["kept"],
          failed: ["broken"],
          todo: ["open"],
          types: 0,
          problem: "syntax",
        },
      },
    ]);
  });

  test("records the first pass once, whichever terminal had it", () => {
    const root = temporaryFolder();
    const [one, other] = [openProgress(root), openProgress(root)];
    expect(recordCheck(one, verdict({ status: "pass" }), "the answer").firstPass).toBe(true);
    expect(recordCheck(other, verdict({ status: "pass" }), "another").firstPass).toBe(false);
    expect(openProgress(root).events.map(({ type }) => type)).toEqual([
      "AttemptChecked",
      "ExercisePassed",
      "AttemptChecked",
    ]);
  });
});
