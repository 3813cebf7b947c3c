import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test, vi } from "vitest";
import { findExercise, type Exercise } from "../../src/catalogue/index.ts";
import { readCourse } from "../../src/catalogue/read-course.ts";
import { judge, type Verdict } from "../../src/judge/index.ts";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");
const folder = mkdtempSync(join(tmpdir(), "eventlings-hostile-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const exercise = ((): Exercise => {
  const found = findExercise(readCourse(root), "event-store/append");
  if (found.kind !== "found") throw new Error("event-store/append is gone: choose another exercise for this test.");
  return found.value;
})();
const solution = readFileSync(exercise.files.solution, "utf8");

const APPEND = "async append(streamId, events) {\n";
/** The reference answer with a line at the top of `append`. */
const inAppend = (code: string): string => {
  if (!solution.includes(APPEND)) throw new Error("The solution has no append method to put code into.");
  return solution.replace(APPEND, `${APPEND}${code}\n`);
};
const lineOf = (source: string, text: string): number => source.slice(0, source.indexOf(text)).split("\n").length;

let files = 0;
async function judgeSource(source: string): Promise<Verdict> {
  files += 1;
  const file = join(folder, `answer-${String(files)}.ts`);
  writeFileSync(file, source);
  return judge(exercise, file, { root, types: false });
}

/** The sentences of a verdict: of the file, of the run, and of every broken rule. */
function sentences(verdict: Verdict): string {
  return [
    verdict.problem?.message,
    verdict.interruption?.failure.happened,
    ...verdict.rules.map(({ outcome }) => (outcome.status === "fail" ? outcome.failure.happened : undefined)),
  ]
    .filter((text) => text !== undefined)
    .join("\n");
}

/** Where a verdict points at: the line of the load problem, the interruption or the first broken rule. */
function lineOfVerdict(verdict: Verdict): number | undefined {
  const failed = verdict.rules.find(({ outcome }) => outcome.status === "fail")?.outcome;
  const broken = failed?.status === "fail" ? failed.failure.place : undefined;
  return (verdict.problem?.place ?? verdict.interruption?.failure.place ?? broken)?.line;
}

/** Judge processes of this clone that are still alive. */
function leftBehind(): readonly string[] {
  if (process.platform === "win32") return [];
  const { stdout } = spawnSync("ps", ["-eo", "ppid=,pid=,args="], { encoding: "utf8" });
  return stdout
    .split("\n")
    .filter((line) => line.trim().startsWith(`${String(process.pid)} `) && line.includes("child.cjs"));
}

interface Case {
  readonly name: string;
  readonly source: string;
  readonly says: RegExp;
  /** Text on the line that the verdict must point at. */
  readonly at?: string;
}

const inFunction = (name: string, code: string, says: RegExp, at?: string): Case => ({
  name: `${name}, in a function`,
  source: inAppend(code),
  says,
  ...(at === undefined ? {} : { at }),
});
const atImport = (name: string, code: string, says: RegExp, at?: string): Case => ({
  name: `${name}, at import`,
  source: `${code}\n${solution}`,
  says,
  ...(at === undefined ? {} : { at }),
});

const cases: readonly Case[] = [
  inFunction(
    "an endless loop",
    "for (let i = 0; ; i += 1) { if (i < 0) break; }",
    /loop that never gives up the thread/,
    "for (let i = 0; ;",
  ),
  inFunction("an empty endless loop", "while (true) {}", /loop that never gives up the thread/, "while (true) {}"),
  inFunction(
    "an endless loop around a loop that ends",
    "while (true) { for (const x of [1, 2]) void x; }",
    /never gives up the thread/,
    "while (true) {",
  ),
  inFunction(
    "an endless loop whose errors are caught",
    "for (;;) { try { JSON.parse('{'); } catch {} }",
    /never gives up the thread/,
    "for (;;)",
  ),
  atImport("an endless loop", "while (true) {}", /loop that never gives up the thread/, "while (true) {}"),
  inFunction(
    "a loop that awaits nothing",
    "while (true) await null;",
    /loop that never gives up the thread/,
    "while (true) await null",
  ),
  inFunction("a promise that never settles", "await new Promise(() => undefined);", /promise that never settles/),
  inFunction(
    "an unhandled rejection",
    'void Promise.reject(new Error("nobody waits"));',
    /nobody was waiting for it: Error: nobody waits/,
    "nobody waits",
  ),
  inFunction("process.exit(0)", "process.exit(0);", /called process\.exit\(0\)/, "process.exit(0)"),
  inFunction(
    "process.exit(0) inside try/catch",
    "try { process.exit(0); } catch {}",
    /called process\.exit\(0\)/,
    "process.exit(0)",
  ),
  atImport("process.exit(0)", "process.exit(0);", /called process\.exit\(0\)/, "process.exit(0)"),
  inFunction(
    "killing itself",
    'process.kill(process.pid, "SIGKILL");',
    /called process\.kill\(\d+, SIGKILL\)/,
    "process.kill(",
  ),
  inFunction(
    "filling the heap",
    "const all = []; for (;;) all.push(new Array(100_000).fill(Math.random()));",
    /filled all the memory/,
  ),
  inFunction(
    "2 GB in buffers that are used",
    "const all = []; for (let i = 0; i < 20; i += 1) all.push(new Uint8Array(1e8).fill(1)); console.log(all.length);",
    /used \d+ MB of memory|in buffers/,
  ),
  inFunction("2 GB in a buffer that is not used", "const all = new Uint8Array(2e9); void all;", /MB in buffers/),
  inFunction(
    "printing 100 MB",
    'for (let i = 0; i < 1e6; i += 1) console.log("x".repeat(100));',
    /printed more than \d+ MB/,
  ),
  inFunction(
    "a patched Array.prototype.push",
    "Array.prototype.push = function () { return 0; };",
    /changed Array\.prototype\.push/,
  ),
  inFunction(
    "an Array.prototype.push that throws",
    'Array.prototype.push = () => { throw new Error("no"); };',
    /changed Array\.prototype\.push/,
  ),
  atImport(
    "a patched Array.prototype.push",
    "Array.prototype.push = function () { return 0; };",
    /changed Array\.prototype\.push/,
  ),
  inFunction(
    "a patched Promise.prototype.then",
    "Promise.prototype.then = () => new Promise(() => {});",
    /changed Promise\.prototype\.then/,
  ),
  atImport(
    "a patched Promise.prototype.then",
    "Promise.prototype.then = function () { return this; };",
    /changed Promise\.prototype\.then/,
  ),
  inFunction("something added to Object.prototype", "Object.prototype.extra = 1;", /changed Object\.prototype\.extra/),
  inFunction("a variable put on globalThis", "globalThis.seen = 1;", /changed the global seen/),
  inFunction("a leaked interval", "setInterval(() => {}, 1000);", /left a setInterval running/, "setInterval("),
  atImport("a leaked interval", "setInterval(() => {}, 1000);", /left a setInterval running/, "setInterval("),
  inFunction(
    "an error thrown in a timer",
    'setTimeout(() => { throw new Error("late"); }, 0);',
    /Error: late outside of any call|left a setTimeout running/,
  ),
  inFunction(
    "recursion without end",
    "const again = () => again(); again();",
    /Maximum call stack size exceeded/,
    "const again",
  ),
  {
    name: "a syntax error",
    source: solution.replace("return {", "return {{"),
    says: /not valid TypeScript yet/,
    at: "return {{",
  },
  {
    name: "a file saved as half a write",
    source: solution.slice(0, Math.floor(solution.length / 2)),
    says: /not valid TypeScript yet|exports nothing/,
  },
  {
    name: "a missing export",
    source: `${solution.replace("export function createEventStore", "function createEventStore")}\nexport function other() {}\n`,
    says: /does not export createEventStore/,
  },
  {
    name: "an export of the wrong kind",
    source: "export const createEventStore = 42;\n",
    says: /exports createEventStore as a number; the rules need a function/,
  },
  {
    name: "an import of a file that is not there",
    source: `import { x } from "./not-there.js";\nconsole.log(x);\n${solution}`,
    says: /imports "\.\/not-there\.js", and there is no such file/,
    at: "not-there",
  },
  {
    name: "an import that the exercise does not offer",
    source: `import fs from "node:fs";\nconsole.log(fs);\n${solution}`,
    says: /imports "node:fs", which this exercise does not offer/,
  },
  { name: "an empty file", source: "", says: /exports nothing/ },
  {
    name: "a file that throws at import",
    source: `throw new Error("boom");\n${solution}`,
    says: /threw Error: boom while it was being loaded/,
    at: "boom",
  },
];

describe("a hostile answer gets its own sentence, and leaves nothing behind", () => {
  test.each(cases)("$name", async ({ source, says, at }) => {
    const verdict = await judgeSource(source);
    expect(verdict.status).toBe("fail");
    expect(sentences(verdict)).toMatch(says);
    expect(at === undefined ? undefined : lineOfVerdict(verdict)).toBe(
      at === undefined ? undefined : lineOf(source, at),
    );
    // The kernel takes a moment to clear away what was ended.
    await vi.waitFor(() => expect(leftBehind()).toEqual([]));
  });

  test("a file that is not there", async () => {
    const verdict = await judge(exercise, join(folder, "gone.ts"), { root, types: false });
    expect(verdict.problem?.message).toBe("gone.ts is not there. Reset the exercise to get its stub back.");
  });

  test("a folder where the file should be", async () => {
    const verdict = await judge(exercise, folder, { root, types: false });
    expect(verdict.problem?.message).toMatch(/is a folder, and the exercise needs a file of that name/);
  });

  test("what was printed before the end is kept", async () => {
    const verdict = await judgeSource(inAppend('console.log("still here"); while (true) {}'));
    expect(verdict.output).toContain("still here");
  });

  test("a loop that yields and never ends runs out of time, and the rules after it say so", async () => {
    const turn = "await new Promise((resolve) => setTimeout(resolve, 1));";
    const verdict = await judgeSource(inAppend(`for (;;) { ${turn} }`));
    expect(verdict.status).toBe("fail");
    const [first, second] = verdict.rules;
    expect(first?.outcome).toMatchObject({ status: "fail", failure: { kind: "too-slow" } });
    expect(second?.outcome).toMatchObject({ status: "unknown", reason: expect.stringMatching(/^It was not run/) });
    await vi.waitFor(() => expect(leftBehind()).toEqual([]));
  });

  test("a hostile answer is not told an idea about the topic", async () => {
    expect((await judgeSource(inAppend("process.exit(0);"))).misconceptions).toEqual([]);
  });

  test("an answer that behaves like a kept mistake is told the idea behind it", async () => {
    const mistake = exercise.mistakes.find(({ file }) => file.includes("length-as-version"));
    const verdict = await judgeSource(readFileSync(mistake?.file ?? "", "utf8"));
    expect(verdict.misconceptions).toEqual([{ belief: mistake?.belief, section: mistake?.section }]);
  });

  test("an answer that breaks the same rule in another way is told no idea", async () => {
    const mistake = exercise.mistakes.find(({ file }) => file.includes("length-as-version"));
    const source = readFileSync(mistake?.file ?? "", "utf8");
    // One less than the mistake would say: the same rule breaks, at the same check, with another value.
    const other = source.replaceAll("currentVersion: stream.events.length", "currentVersion: stream.events.length - 1");
    expect(other).not.toBe(source);
    expect((await judgeSource(other)).misconceptions).toEqual([]);
  });

  test("after a hostile answer, the right one passes", async () => {
    await judgeSource(inAppend("while (true) {}"));
    const verdict = await judgeSource(solution);
    expect(verdict.status).toBe("pass");
  });
});
