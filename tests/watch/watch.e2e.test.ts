import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { EXERCISE, makeSandbox, type Sandbox } from "../../bench/sandbox.ts";
import type { Verdict } from "../../src/judge/index.ts";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await makeSandbox(fileURLToPath(new URL("../..", import.meta.url)));
});
afterAll(() => sandbox.remove());

/** `watch` as a process of its own, without a terminal. */
class Watch {
  readonly child: ChildProcess;
  readonly closed: Promise<number | NodeJS.Signals | null>;
  errors = "";
  readonly #lines: string[] = [];
  #wake: () => void = () => undefined;

  constructor(...options: readonly string[]) {
    this.child = spawn(process.execPath, [sandbox.command, "watch", EXERCISE.id, ...options], {
      cwd: sandbox.root,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.closed = new Promise((resolve) => this.child.once("close", (code, signal) => resolve(signal ?? code)));
    this.child.stderr?.on("data", (chunk: Buffer) => (this.errors += chunk.toString()));
    const { stdout } = this.child;
    if (stdout !== null)
      createInterface({ input: stdout }).on("line", (line) => {
        this.#lines.push(line);
        this.#wake();
      });
    onTestFinished(() => void this.child.kill("SIGKILL"));
  }

  /** The next line that is wanted; those before it are forgotten. */
  async line(wanted: (line: string) => boolean): Promise<string> {
    for (;;) {
      const line = this.#lines.shift();
      if (line === undefined) await new Promise<void>((resolve) => (this.#wake = resolve));
      else if (wanted(line)) return line;
    }
  }

  verdict(status: Verdict["status"]): Promise<string> {
    return this.line((line) => (JSON.parse(line) as Verdict).status === status);
  }
}

/** Processes whose command line names the sandbox: its judges. */
function judgesLeft(): readonly string[] {
  if (process.platform === "win32") return [];
  const { stdout } = spawnSync("ps", ["-eo", "pid=,args="], { encoding: "utf8" });
  return stdout.split("\n").filter((line) => line.includes(join(sandbox.root, "dist", "judge")));
}

/** What ends a process on Ctrl-C; Windows knows no signals that can be caught. */
const interrupted = process.platform === "win32" ? "SIGINT" : 130;

test("each save is judged, and Ctrl-C ends the watch and its judges", async () => {
  const watch = new Watch("--json");
  await watch.verdict("pass");
  await sandbox.save("export const nothing = 1;\n");
  await watch.verdict("fail");
  await sandbox.save(sandbox.freshAnswer());
  await watch.verdict("pass");
  watch.child.kill("SIGINT");
  expect(await watch.closed).toBe(interrupted);
  expect(judgesLeft()).toEqual([]);
  expect(readFileSync(join(sandbox.root, ".eventlings", "log.jsonl"), "utf8").match(/"AttemptChecked"/g)).toHaveLength(
    3,
  );
});

test("Ctrl-C during an endless loop ends that as well", async () => {
  const watch = new Watch("--json");
  await watch.verdict("pass");
  await sandbox.save(`${sandbox.freshAnswer()}\nconsole.log("on");\nwhile (true) {}\n`);
  // A judge in the loop and the spare that was started because it takes long.
  while (judgesLeft().length < 2 && process.platform !== "win32")
    await new Promise((resolve) => setTimeout(resolve, 50));
  watch.child.kill("SIGINT");
  expect(await watch.closed).toBe(interrupted);
  expect(judgesLeft()).toEqual([]);
  await sandbox.save(sandbox.freshAnswer());
});

test("without a terminal it says that there are no keys, and prints verdicts as text", async () => {
  const watch = new Watch();
  await watch.line((line) => line.startsWith(`✓ ${EXERCISE.id}`));
  watch.child.kill("SIGTERM");
  await watch.closed;
  expect(watch.errors).toContain(
    "No terminal here, so there are no keys: each save is judged until you end this (Ctrl-C).",
  );
});

test("the second of two watches says that it is not alone, and both judge", async () => {
  const first = new Watch("--json");
  await first.verdict("pass");
  const second = new Watch("--json");
  await second.verdict("pass");
  expect(second.errors).toContain("Another watch is running in this clone; both judge each save.");
  await sandbox.save("export const nothing = 2;\n");
  await Promise.all([first.verdict("fail"), second.verdict("fail")]);
  for (const { child } of [first, second]) child.kill("SIGINT");
  await Promise.all([first.closed, second.closed]);
  expect(readdirSync(join(sandbox.root, ".eventlings", "watching"))).toEqual([]);
  await sandbox.save(sandbox.freshAnswer());
});
