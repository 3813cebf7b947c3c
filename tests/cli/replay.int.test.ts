import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { run as check } from "../../src/cli/check.ts";
import { run as replay } from "../../src/cli/replay.ts";
import { openProgress } from "../../src/progress/index.ts";
import { write } from "../support/course.ts";
import { fakeIo, type FakeIo } from "../support/fake-io.ts";
import { judgedCourse } from "../support/judged-course.ts";

const CLONE = join(import.meta.dirname, "..", "..");
const ANSWER = "workspace/04-store/1-append.ts";

const SPEC = `import * as exercise from "#exercise/04-store/1-append";
import { rulesFor } from "#spec";

const rule = rulesFor("store/append", exercise);

rule("first", ({ attack }) =>
  attack((world) => {
    const store = world.keyValue("store");
    for (const name of ["shop 1", "shop 2"]) world.process(name, (me) => me.exercise.append(store.for(me)));
    return {
      atTheEnd() {
        if (store.get("orders") === 2) return undefined;
        return { happened: "One of the two orders was lost.", expected: 2, received: store.get("orders") };
      },
    };
  }, { faults: { crashes: 0 } }),
);

rule("second", ({ check }) => check.that(true, "Never."));
`;

/** Reads, then writes: the other one fits in between. */
const READS_FIRST = `import type { KeyValueClient } from "eventlings";

export async function append(store: KeyValueClient): Promise<void> {
  const known = Number((await store.get("orders")) ?? 0);
  console.log("there were " + String(known));
  await store.set("orders", known + 1);
}
`;

const COUNTS = `import type { KeyValueClient } from "eventlings";

export async function append(store: KeyValueClient): Promise<void> {
  console.log("there were " + String(await store.get("orders")));
  await store.increment("orders");
}
`;

function attackedCourse(answer = READS_FIRST): string {
  const root = judgedCourse();
  write(root, "harness/rules/04-store/1-append.spec.ts", SPEC);
  write(root, ANSWER, answer);
  return root;
}

interface Ended {
  readonly code: number;
  readonly io: FakeIo;
}

async function run(root: string, command: typeof replay, ...args: readonly string[]): Promise<Ended> {
  const io = fakeIo();
  return { code: await command(args, { root, io }), io };
}

const refusal = async (...args: readonly string[]): Promise<string> => {
  const error: unknown = await run(attackedCourse(), replay, ...args).catch((reason: unknown) => reason);
  if (!(error instanceof Error)) throw new Error("The command did not refuse.");
  return error.message;
};

describe("replay", () => {
  test("runs what the failure says, prints what the code prints in its place, and ends with 1", async () => {
    const root = attackedCourse();
    const failed = await run(root, check, "append");
    expect(failed.io.out()).toContain("npm run replay store/append first.1-01");
    const { code, io } = await run(root, replay, "store/append", "first.1-01");
    expect(code).toBe(1);
    expect(io.out().split("── ✗ broken")[0]).toMatchInlineSnapshot(`
      "store/append: the schedule first.1-01

           shop 1   shop 2   store
              │        │       │
        1     ├────────┼──────▶│    get orders: nothing
              │        │       │    printed: there were 0
        2     │        ├──────▶│    get orders: nothing
              │        │       │    printed: there were 0
        3     │        ├──────▶│    set orders to 1: true
        4     ├────────┼──────▶│    set orders to 1: true
      ▸ 5     ✗        │       │    BROKEN: One of the two orders was lost.

      "
    `);
    expect(io.out()).toContain("Happened  One of the two orders was lost.");
    expect(io.out()).toContain("Received  1");
  });

  test("ends with 0 where the promise holds now", async () => {
    const { code, io } = await run(attackedCourse(COUNTS), replay, "append", "first.1-01");
    expect(code).toBe(0);
    expect(io.out()).toContain("✓ kept: first");
    expect(io.out()).not.toContain("BROKEN");
  });

  test("records nothing: it is no check of the answer", async () => {
    const root = attackedCourse();
    await run(root, replay, "append", "first.1-01");
    expect(openProgress(root).of("store/append").attempts).toEqual([]);
  });

  test("prints the run as Mermaid text, and draws it to a file", async () => {
    const root = attackedCourse();
    const { io } = await run(root, replay, "append", "first.1-01", "--mermaid", "--svg", join(root, "run.svg"));
    expect(io.out()).toMatch(/^sequenceDiagram\n/);
    expect(io.err()).toContain("run.svg");
    expect(readFileSync(join(root, "run.svg"), "utf8")).toContain("One of the two orders was lost.");
  });

  test("says what else is wrong with the file, as check does", async () => {
    const { code, io } = await run(attackedCourse("export const append = ;\n"), replay, "append", "first.1-01");
    expect(code).toBe(1);
    expect(io.out()).toContain("Your file is not valid TypeScript yet");
  });

  test.each([
    ["a schedule that does not exist any more", "first.1-000000001", /^The schedule first\.1-000000001 does not exist/],
    ["a promise that is not attacked so often", "first.7-01", /does not exist .* not attacked as often/],
    ["a promise that is not attacked at all", "second.1-01", /does not exist/],
    ["a promise that there is not", "third.1-01", /^store\/append has no promise "third"/],
    ["what is no token", "0101", /^"0101" is no token of a schedule: copy the whole command/],
  ])("refuses %s, in one sentence", async (_what, token, sentence) => {
    expect(await refusal("append", token)).toMatch(sentence);
  });

  test("needs an exercise and a token", async () => {
    expect(await refusal("append")).toMatch(/^`replay` needs an exercise and the token of a schedule/);
  });
});

describe("replay --in-process", () => {
  test("tells each thing as it happens", async () => {
    const { code, io } = await run(attackedCourse(), replay, "append", "first.1-01", "--in-process");
    expect(code).toBe(1);
    expect(io.out()).toMatch(/^ {2}1\. shop 1 → store: get orders/);
  });

  test("stops at a breakpoint in the learner's own TypeScript", () => {
    const root = attackedCourse();
    write(root, "command.cjs", `void require(${JSON.stringify(join(CLONE, "dist", "cli.cjs"))}).main(__dirname);\n`);
    const debuggerFile = pathToFileURL(join(import.meta.dirname, "debugger", "attach.mjs")).href;
    const line = READS_FIRST.split("\n").findIndex((text) => text.includes("store.set")) + 1;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ["--import", debuggerFile, join(root, "command.cjs"), "replay", "append", "first.1-01", "--in-process"],
      {
        encoding: "utf8",
        env: {
          ...process.env,
          NODE_OPTIONS: "",
          SOURCE: pathToFileURL(join(root, ...ANSWER.split("/"))).href,
          LINE: String(line),
          EXPRESSION: "known",
        },
      },
    );
    expect(`${stdout}\n${stderr}`).toContain(`stopped in line ${String(line)}: known is 0`);
  });
});
