import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Content } from "../../src/cli/watch/content.ts";
import { FileWatch } from "../../src/cli/watch/file-watch.ts";
import { temporaryFolder } from "../support/course.ts";

/** What the watch says, as it says it. */
class Heard {
  readonly settled: Content[] = [];
  stirred = 0;
  calmed = 0;
  #wake: () => void = () => undefined;

  readonly listener = {
    stirred: () => this.#note(() => (this.stirred += 1)),
    calmed: () => this.#note(() => (this.calmed += 1)),
    settled: (content: Content) => this.#note(() => this.settled.push(content)),
  };

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  #note(change: () => void): void {
    change();
    this.#wake();
  }
}

let folder: string;
let file: string;
let heard: Heard;
let watch: FileWatch;

beforeEach(() => {
  folder = join(temporaryFolder(), "04-event-store");
  file = join(folder, "1-append.ts");
  mkdirSync(folder);
  writeFileSync(file, "first");
  heard = new Heard();
  watch = new FileWatch(file, heard.listener);
});
afterEach(() => watch.close());

const texts = (): readonly string[] =>
  heard.settled.map((content) => (content.kind === "text" ? content.text : content.kind));

test("a save in place is told once it has come to rest", async () => {
  writeFileSync(file, "second");
  await heard.until(() => heard.settled.length > 0);
  expect(texts()).toEqual(["second"]);
  expect(watch.content).toMatchObject({ kind: "text", text: "second" });
});

test("a save that renames a new file into place is told", async () => {
  writeFileSync(join(folder, ".1-append.ts.swp"), "second");
  renameSync(join(folder, ".1-append.ts.swp"), file);
  await heard.until(() => heard.settled.length > 0);
  expect(texts()).toEqual(["second"]);
});

test("a save that changes nothing is not told", async () => {
  writeFileSync(file, "first");
  writeFileSync(file, "second");
  await heard.until(() => heard.settled.length > 0);
  expect(texts()).toEqual(["second"]);
});

test("after half a write the whole is told last", async () => {
  writeFileSync(file, "half of the");
  await heard.until(() => heard.stirred > 0);
  writeFileSync(file, "half of the text, and the rest");
  await heard.until(() => texts().at(-1) === "half of the text, and the rest");
  expect(texts().filter((text) => text === "half of the text, and the rest")).toHaveLength(1);
});

test("a change that is taken back before it has come to rest is no change", async () => {
  const patient = { rest: 60_000, replaced: 60_000, look: 50 };
  watch.close();
  watch = new FileWatch(file, heard.listener, patient);
  writeFileSync(file, "second");
  await heard.until(() => heard.stirred > 0);
  writeFileSync(file, "first");
  await heard.until(() => heard.calmed > 0);
  expect(texts()).toEqual([]);
});

test("a file that is deleted is told, and told again when it is back", async () => {
  rmSync(file);
  await heard.until(() => heard.settled.length > 0);
  writeFileSync(file, "second");
  await heard.until(() => heard.settled.length > 1);
  expect(texts()).toEqual(["missing", "second"]);
});

test("a folder that is deleted with the file is watched again when both are back", async () => {
  rmSync(folder, { recursive: true });
  await heard.until(() => heard.settled.length > 0);
  mkdirSync(folder);
  writeFileSync(file, "second");
  await heard.until(() => heard.settled.length > 1);
  writeFileSync(file, "third");
  await heard.until(() => heard.settled.length > 2);
  expect(texts()).toEqual(["missing", "second", "third"]);
});

test("a folder in the place of the file is told as what it is", async () => {
  rmSync(file);
  mkdirSync(file);
  await heard.until(() => texts().at(-1) === "folder");
  expect(watch.content.kind).toBe("folder");
});

test("a change of a file that the answer imports is a change of the answer", async () => {
  writeFileSync(join(folder, "helper.ts"), "export const one = 1;");
  writeFileSync(file, 'import { one } from "./helper.ts";');
  await heard.until(() => heard.settled.length > 0);
  writeFileSync(join(folder, "helper.ts"), "export const one = 2;");
  await heard.until(() => heard.settled.length > 1);
  expect(texts()).toEqual(['import { one } from "./helper.ts";', 'import { one } from "./helper.ts";']);
});
