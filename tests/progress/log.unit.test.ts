import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { openProgress, ProgressUnavailable, type NewProgressEvent } from "../../src/progress/index.ts";
import { temporaryFolder } from "../support/course.ts";
import { failures } from "../support/failing-fs.ts";

vi.mock("node:fs", async (actual) => {
  const { failing } = await import("../support/failing-fs.ts");
  return failing(await actual<typeof import("node:fs")>());
});
beforeEach(() => failures.clear());

const hint = (exercise: string, tier: 1 | 2 | 3): NewProgressEvent => ({
  type: "HintRevealed",
  data: { exercise, tier },
});
const logOf = (root: string): string => join(root, ".eventlings", "log.jsonl");

/** A log of four events, with letters of two, three and four bytes in it. */
function written(root: string): Buffer {
  const progress = openProgress(root);
  for (const exercise of ["store/append", "views/ü-€-🛒", "store/retry"]) progress.record(hint(exercise, 1));
  progress.record({ type: "SolutionRevealed", data: { exercise: "store/append", gaveUp: true } });
  return readFileSync(logOf(root));
}

function raw(root: string, text: string): void {
  mkdirSync(join(root, ".eventlings"), { recursive: true });
  writeFileSync(logOf(root), text);
}

describe("the log", () => {
  test("is empty where nothing was recorded, and opening it writes nothing", () => {
    const root = temporaryFolder();
    expect(openProgress(root).events).toEqual([]);
    expect(existsSync(join(root, ".eventlings"))).toBe(false);
  });

  test("gives back what was recorded, in the order of recording", () => {
    const root = temporaryFolder();
    written(root);
    const { events, health } = openProgress(root);
    expect(events.map(({ type, data }) => [type, "exercise" in data ? data.exercise : ""])).toEqual([
      ["HintRevealed", "store/append"],
      ["HintRevealed", "views/ü-€-🛒"],
      ["HintRevealed", "store/retry"],
      ["SolutionRevealed", "store/append"],
    ]);
    expect(health).toEqual({ file: logOf(root), events: 4, newer: 0, setAside: [] });
  });

  test("cut at any byte, starts with everything before the cut, and can be appended to", () => {
    const root = temporaryFolder();
    const whole = written(root);
    for (let cut = 0; cut <= whole.length; cut += 1) {
      writeFileSync(logOf(root), whole.subarray(0, cut));
      const lines = whole.subarray(0, cut).toString("utf8").split("\n");
      const tail = lines.pop() ?? "";
      const isWhole = tail !== "" && whole[cut] === 0x0a;
      const complete = lines.length + (isWhole ? 1 : 0);

      const progress = openProgress(root);
      expect(progress.events, `after a cut at byte ${String(cut)}`).toHaveLength(complete);
      expect(progress.health.setAside.map(({ kind }) => kind)).toEqual(tail === "" || isWhole ? [] : ["torn"]);

      progress.record(hint("store/after", 2));
      expect(progress.events, `appended after a cut at byte ${String(cut)}`).toHaveLength(complete + 1);
      expect(openProgress(root).events.at(-1)?.data).toEqual({ exercise: "store/after", tier: 2 });
      expect(readFileSync(logOf(root)).subarray(0, cut).equals(whole.subarray(0, cut)), "nothing is rewritten").toBe(
        true,
      );
    }
  });

  test("sets torn, foreign and corrupt lines aside, says which they are, and keeps them", () => {
    const root = temporaryFolder();
    const good = written(root).toString("utf8").trimEnd().split("\n");
    const hash = "a".repeat(64);
    const bad = [
      '{"v":1,"id":"x","at":"2026-01-15T10:00:0',
      "<<<<<<< HEAD",
      '{"some":"json"}',
      "[1,2]",
      "null",
      '{"v":1,"id":"x","at":"not a time","type":"HintRevealed","data":{"exercise":"a","tier":1}}',
      '{"v":1,"id":"x","at":"2026-01-15T10:00:00Z","type":"HintRevealed","data":{"exercise":"a","tier":9}}',
      '{"v":1,"id":"x","at":"2026-01-15T10:00:00Z","type":"HintRevealed"}',
      '{"v":"1","id":"x","at":"2026-01-15T10:00:00Z","type":"HintRevealed","data":{}}',
      `{"v":1,"id":"x","at":"2026-01-15T10:00:00Z","type":"ExercisePassed","data":{"exercise":"a","attempt":"../../${hash}"}}`,
    ];
    raw(root, `${[...bad, ...good].join("\n")}\n`);
    const progress = openProgress(root);
    expect(progress.events).toHaveLength(4);
    expect(progress.health.setAside).toEqual(
      ["torn", "foreign", "foreign", "foreign", "foreign", "corrupt", "corrupt", "corrupt", "corrupt", "corrupt"].map(
        (kind, index) => ({ line: index + 1, kind }),
      ),
    );
    progress.record(hint("store/append", 3));
    expect(readFileSync(logOf(root), "utf8").split("\n").slice(0, bad.length)).toEqual(bad);
  });

  test("refuses each kind of event whose data is not what it must be", () => {
    const root = temporaryFolder();
    const hash = "a".repeat(64);
    const wrong: Readonly<Record<string, object>> = {
      AttemptChecked: { exercise: "a", attempt: hash, status: "fine", passed: [], failed: [], todo: [] },
      ExercisePassed: { exercise: "a" },
      HintRevealed: { tier: 1 },
      SolutionRevealed: { exercise: "a", gaveUp: "yes" },
      ExerciseReset: { exercise: "a", stub: "short" },
      AttemptRestored: { exercise: "a", attempt: hash, kept: 1 },
      StubSeen: { exercise: "a", stub: hash, use: "stolen" },
    };
    const lines = Object.entries(wrong).map(([type, data]) =>
      JSON.stringify({ v: 1, id: "x", at: "2026-01-15T10:00:00Z", type, data }),
    );
    raw(root, `${lines.join("\n")}\n`);
    const { events, health } = openProgress(root);
    expect(events).toEqual([]);
    expect(health.setAside.map(({ kind }) => kind)).toEqual(lines.map(() => "corrupt"));
  });

  test("keeps and ignores what a newer version wrote", () => {
    const root = temporaryFolder();
    const newer = [
      '{"v":1,"id":"x","at":"2026-01-15T10:00:00Z","type":"BadgeEarned","data":{"badge":"first"}}',
      '{"v":2,"type":"HintRevealed","somewhere":"else"}',
    ];
    raw(root, newer.join("\n"));
    const progress = openProgress(root);
    expect(progress.events).toEqual([]);
    expect(progress.health).toMatchObject({ newer: 2, setAside: [] });
    progress.record(hint("store/append", 1));
    expect(progress.health).toMatchObject({ newer: 2, events: 1, setAside: [] });
    expect(readFileSync(logOf(root), "utf8").split("\n").slice(0, 2)).toEqual(newer);
  });

  test("takes lines that an editor ended with CRLF, a byte order mark and empty lines", () => {
    const root = temporaryFolder();
    const text = written(root).toString("utf8");
    raw(root, `\uFEFF${text.replaceAll("\n", "\r\n\r\n")}`);
    expect(openProgress(root).health).toMatchObject({ events: 4, setAside: [] });
  });

  test("is read by two at once: each sees what the other has recorded", () => {
    const root = temporaryFolder();
    const [one, other] = [openProgress(root), openProgress(root)];
    one.record(hint("store/append", 1));
    other.record(hint("store/append", 2));
    one.refresh();
    expect(one.of("store/append").hints).toBe(2);
    expect(one.events).toEqual(other.events);
  });

  test("waits for the rest of a line that another terminal is still writing", () => {
    const root = temporaryFolder();
    const whole = written(root);
    const half = whole.length - 20;
    truncateSync(logOf(root), half);
    const progress = openProgress(root);
    expect(progress.health).toMatchObject({ events: 3, setAside: [{ line: 4, kind: "torn" }] });
    appendFileSync(logOf(root), whole.subarray(half));
    progress.refresh();
    expect(progress.health).toMatchObject({ events: 4, setAside: [] });
  });

  test("starts over when the file was deleted or put back to an older one", () => {
    const root = temporaryFolder();
    written(root);
    const progress = openProgress(root);
    rmSync(logOf(root));
    progress.refresh();
    expect(progress.events).toEqual([]);
    progress.record(hint("views/order-view", 1));
    expect(progress.events).toHaveLength(1);
  });

  test("orders by the log and not by the clock, which may go back", () => {
    const root = temporaryFolder();
    const times = ["2026-01-15T12:00:00.000Z", "2025-01-01T00:00:00.000Z"];
    const progress = openProgress(root, () => new Date(times.shift() ?? 0));
    progress.record(hint("store/append", 1));
    progress.record(hint("views/order-view", 1));
    expect(progress.events.map(({ at }) => at)).toEqual(["2026-01-15T12:00:00.000Z", "2025-01-01T00:00:00.000Z"]);
    expect(openProgress(root).summary.lastWorkedOn).toBe("views/order-view");
  });

  test("says in a sentence that it may not be written, and where", () => {
    const root = temporaryFolder();
    for (const code of ["EACCES", "EPERM", "EROFS"]) {
      failures.set("openSync", { code, path: "log.jsonl" });
      expect(() => openProgress(root).record(hint("store/append", 1))).toThrow(
        new ProgressUnavailable(
          `Your progress could not be saved, because ${logOf(root)} may not be written: give yourself write access to it and try again. Your files were not touched.`,
        ),
      );
    }
  });

  test("says that the disk is full", () => {
    failures.set("openSync", { code: "ENOSPC", path: "log.jsonl" });
    expect(() => openProgress(temporaryFolder()).record(hint("store/append", 1))).toThrow(/because the disk is full/);
  });

  test("says what else went wrong with it", () => {
    failures.set("openSync", { code: "EIO", path: "log.jsonl" });
    expect(() => openProgress(temporaryFolder()).record(hint("store/append", 1))).toThrow(
      /could not be used \(EIO: made up\): mend that/,
    );
  });

  test("says that a folder or a file stands in its place", () => {
    const folderInTheWay = temporaryFolder();
    mkdirSync(logOf(folderInTheWay), { recursive: true });
    writeFileSync(join(logOf(folderInTheWay), "file"), "");
    expect(() => openProgress(folderInTheWay)).toThrow(/something else stands in its place/);
    const fileInTheWay = temporaryFolder();
    writeFileSync(join(fileInTheWay, ".eventlings"), "");
    expect(() => openProgress(fileInTheWay).record(hint("store/append", 1))).toThrow(
      /something else stands in its place/,
    );
  });

  test("does not write the rest of a line that was only half taken", async () => {
    const root = temporaryFolder();
    openProgress(root).record(hint("store/append", 1));
    const { shortWrites } = await import("../support/failing-fs.ts");
    shortWrites.value = 10;
    expect(() => openProgress(root).record(hint("store/append", 2))).toThrow(/took only a part of the line/);
    shortWrites.value = undefined;
    const progress = openProgress(root);
    expect(progress.health.setAside).toEqual([{ line: 2, kind: "torn" }]);
    progress.record(hint("store/append", 3));
    expect(openProgress(root).of("store/append").hints).toBe(3);
  });
});
