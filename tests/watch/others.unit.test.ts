import { spawnSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { announceWatch } from "../../src/cli/watch/others.ts";
import { temporaryFolder } from "../support/course.ts";

test("two watches know of each other until one of them leaves", () => {
  const folder = temporaryFolder();
  const first = announceWatch(folder, process.pid);
  expect(first.others).toEqual([]);
  const second = announceWatch(folder, process.ppid);
  expect(second.others).toEqual([process.pid]);
  first.leave();
  second.leave();
  expect(readdirSync(join(folder, "watching"))).toEqual([]);
});

test("the note of a watch that was ended by force is swept away", () => {
  const folder = temporaryFolder();
  announceWatch(folder, process.pid).leave();
  const ended = spawnSync(process.execPath, ["-e", ""]).pid;
  writeFileSync(join(folder, "watching", String(ended)), "");
  expect(announceWatch(folder, process.pid).others).toEqual([]);
  expect(readdirSync(join(folder, "watching"))).toEqual([String(process.pid)]);
});

test("where nothing can be written nobody is told, and the watch goes on", () => {
  const folder = temporaryFolder();
  const file = join(folder, "a-file");
  writeFileSync(file, "");
  expect(announceWatch(file).others).toEqual([]);
});
