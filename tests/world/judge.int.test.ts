import { fileURLToPath } from "node:url";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { compile } from "../../src/judge/compile.ts";
import { converse, type Run } from "../../src/judge/converse.ts";
import { JudgeProcess } from "../../src/judge/process.ts";
import type { CompiledModule, Job } from "../../src/judge/protocol.ts";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");

async function compiled(name: string): Promise<CompiledModule> {
  const file = join(here, "example", name);
  const compilation = (await compile([file])).get(file);
  if (compilation === undefined || !("module" in compilation)) throw new Error(`${name} does not compile.`);
  return compilation.module;
}

/** Runs a spec of the examples on one of its answers in a real judge process. */
async function judge(spec: string, subject: string, more: Partial<Job> = {}): Promise<Run> {
  const child = new JudgeProcess(root);
  try {
    return await converse(child, {
      id: 1,
      spec: await compiled(spec),
      subject: await compiled(subject),
      exports: { createRelay: "function" },
      seed: 1,
      allowedImports: [],
      ruleTimeout: 30_000,
      ...more,
    });
  } finally {
    child.end();
    await child.ended;
  }
}

test("a judge process passes a right answer under all schedules", async () => {
  const { reports, interruption } = await judge("relay.spec.ts", "relay.ts");
  expect(interruption).toBeUndefined();
  expect(reports.get("loses-nothing")).toMatchObject({
    status: "pass",
    explored: expect.stringMatching(/^all [\d,]+ schedules, at most one crash$/),
  });
});

test("a judge process hands over the timeline and the token of a broken promise, and replays it", async () => {
  const outcome = (await judge("relay.spec.ts", "marks-first.ts")).reports.get("loses-nothing");
  if (outcome?.status !== "fail") throw new Error("It should have failed.");
  expect(outcome.failure).toMatchObject({ kind: "broken-promise", explored: expect.any(String) });
  const { token = "", timeline } = outcome.failure;
  const again = await judge("relay.spec.ts", "marks-first.ts", { replay: token });
  expect(again.reports.get("loses-nothing")).toMatchObject({ failure: { token, timeline } });
});

test("a judge process that explores for longer than it may be silent gives signs of life", async () => {
  const { reports, interruption, stalled } = await judge("busy.spec.ts", "relay.ts");
  expect({ interruption, stalled }).toEqual({ interruption: undefined, stalled: undefined });
  expect(reports.get("loses-nothing")).toMatchObject({ status: "pass" });
});
