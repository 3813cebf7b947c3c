import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { runRule, type BodyEnd, type Surroundings } from "../../harness/runner/run-rule.ts";
import { setSpecHost, type RuleDefinition } from "../../harness/spec/rules-for.ts";
import type { RuleReport } from "../../src/judge/protocol.ts";
import { renderTimeline } from "../../src/render/index.ts";
import * as marksFirst from "./example/marks-first.ts";
import * as relay from "./example/relay.ts";

const definitions: RuleDefinition[] = [];
setSpecHost({ define: (definition) => void definitions.push(definition) });
await import("./example/relay.spec.ts");

const plain: Surroundings = {
  async run(body): Promise<BodyEnd> {
    try {
      await body();
      return { kind: "returned" };
    } catch (error) {
      return { kind: "threw", error };
    }
  },
  seen: () => undefined,
};

/** Runs the example's rule on a module. */
function judge(module: unknown, replay?: string): Promise<RuleReport> {
  const [definition] = definitions;
  if (definition === undefined) throw new Error("The example states no rule.");
  return runRule({
    definition,
    evaluate: () => Promise.resolve(module),
    file: "relay.ts",
    seed: 1,
    ...(replay === undefined ? {} : { replay: { token: replay } }),
    surroundings: plain,
  });
}

const failureOf = ({ outcome }: RuleReport) => {
  if (outcome.status !== "fail") throw new Error(`It should have failed: ${JSON.stringify(outcome)}`);
  return outcome.failure;
};

describe("a rule on the world", () => {
  test("does not list the steps of an earlier story with a timeline", async () => {
    const { outcome } = await runRule({
      definition: {
        exercise: "example/relay",
        id: "after-another-story",
        body: async ({ step, attack }) => {
          step("something that an earlier check did");
          await attack((world) => {
            world.process("service", () => Promise.resolve());
            return { atTheEnd: () => ({ happened: "The promise was broken." }) };
          });
        },
      },
      evaluate: () => Promise.resolve(relay),
      file: "relay.ts",
      seed: 1,
      surroundings: plain,
    });
    expect(failureOf({ rule: "after-another-story", outcome })).not.toHaveProperty("steps");
  });

  test("passes what is right, and says how much was tried", async () => {
    expect(await judge(relay)).toMatchObject({
      outcome: { status: "pass", explored: expect.stringMatching(/^all [\d,]+ schedules, at most one crash$/) },
    });
  });

  test("fails what is wrong with the shortest schedule, as a timeline", async () => {
    const failure = failureOf(await judge(marksFirst));
    expect(failure).toMatchObject({
      kind: "broken-promise",
      happened: "m2 was in the outbox and never reached the broker.",
      received: "[ 'm1' ]",
    });
    const text = renderTimeline(failure.timeline ?? { lanes: [], entries: [] }, { color: false, columns: 80 });
    expect(`\n${text}`).toMatchInlineSnapshot(`
      "
           relay 1   relay 2   database   broker
              │         │          │         │
        1     ├─────────┼─────────▶│         │    select from outbox where status =
              │         │          │         │    pending: m1, m2
        2     ├─────────┼─────────▶│         │    update outbox: status = sent where
              │         │          │         │    id = m1: 1 row
        3     ├─────────┼──────────┼────────▶│    send m1 to orders: confirmed
        4     ├─────────┼─────────▶│         │    update outbox: status = sent where
              │         │          │         │    id = m2: 1 row
        5     ✗         │          │         │    CRASH: before the answer arrives
        6     ○         │          │         │    restart: a fresh process: only what
              │         │          │         │    is stored is left
        7     ├─────────┼─────────▶│         │    select from outbox where status =
              │         │          │         │    pending: no rows
        8     │         ├─────────▶│         │    select from outbox where status =
              │         │          │         │    pending: no rows
      ▸ 9     │         ✗          │         │    BROKEN: m2 was in the outbox and
              │         │          │         │    never reached the broker."
    `);
    expect([failure.token, failure.explored]).toMatchInlineSnapshot(`
      [
        "1-0004",
        "3 schedules, at most one crash",
      ]
    `);
  });

  test("replays one schedule by its token, with what the code prints", async () => {
    const { token, timeline } = failureOf(await judge(marksFirst));
    const printed: unknown[] = [];
    const { log } = console;
    console.log = (text: unknown) => void printed.push(text);
    try {
      const again = failureOf(await judge(marksFirst, token));
      expect(again.timeline).toEqual(timeline);
    } finally {
      console.log = log;
    }
    expect(printed).toEqual(["publishing m1", "publishing m2"]);
    expect(await judge(relay, "1-0")).toMatchObject({
      outcome: { status: "pass", checks: 1, timeline: { entries: expect.arrayContaining([expect.anything()]) } },
    });
  });

  test("says so where a token is none", async () => {
    expect(await judge(relay, "1-?")).toMatchObject({
      outcome: { status: "unknown", reason: '"1-?" names no schedule.' },
    });
  });

  test("says so where the schedule does not exist any more", async () => {
    const { token } = failureOf(await judge(marksFirst));
    expect(await judge(relay, token)).toMatchObject({ outcome: { status: "unknown" } });
    expect(await judge(relay, "1-0z")).toMatchObject({
      outcome: { status: "unknown", reason: expect.stringMatching(/^At step 2 it takes way 36, and there are only/) },
    });
    expect(await judge(relay, `1-${"0".repeat(40)}1`)).toMatchObject({
      outcome: { status: "unknown", reason: expect.stringMatching(/^It goes on for 41 steps, and everyone is done/) },
    });
  });
});

test("CONTRIBUTING shows this very example", async () => {
  const [guide, example] = await Promise.all(
    ["../../CONTRIBUTING.md", "./example/relay.spec.ts"].map((path) =>
      readFile(new URL(path, import.meta.url), "utf8"),
    ),
  );
  const rule = example?.slice(example.indexOf("rule(")).replaceAll("\r\n", "\n").trim() ?? "";
  expect(rule).toContain("attack(");
  expect(guide?.replaceAll("\r\n", "\n")).toContain(rule);
});
