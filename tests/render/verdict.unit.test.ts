import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import type { Failure, Verdict } from "../../src/judge/index.ts";
import type { Timeline } from "../../src/kit/index.ts";
import { renderVerdict, widthOf, type VerdictContext } from "../../src/render/index.ts";
import { context, fail, FILE, NARROW, PASS, PLAIN, TODO, UNKNOWN, verdict } from "../support/verdicts.ts";

const COPY = fail({
  expected: "{ items: [ { sku: 'mug', quantity: 1 } ] }",
  received: "{\n  items: [ { sku: 'mug', quantity: 1 }, { sku: 'lamp', quantity: 9 } ]\n}",
  steps: ["append an event with one item", "go on using the objects it was made from"],
});

const BELIEF = { belief: "Spreading an event copies it.", section: "copies" };

const LOOP: Failure = {
  kind: "endless-loop",
  happened: "Your code went into a loop that never gives up the thread.",
  place: { file: FILE, line: 10, column: 7 },
};

function without(key: "next" | "sections"): VerdictContext {
  const { [key]: _, ...rest } = context();
  return rest;
}

const TWICE: Timeline = {
  lanes: [
    { id: "relay 1", name: "relay 1", kind: "process" },
    { id: "relay 2", name: "relay 2", kind: "process" },
    { id: "broker", name: "broker", kind: "resource" },
  ],
  entries: [
    { kind: "message", from: "relay 1", to: "broker", text: "send m1 to shop: confirmed" },
    { kind: "crash", lane: "relay 1", text: "before the answer arrives" },
    { kind: "message", from: "relay 2", to: "broker", text: "send m1 to shop: confirmed" },
    { kind: "broken", lane: "relay 2", text: "m1 was published twice." },
  ],
};

/** Each kind of verdict that a learner can get. */
const KINDS: Readonly<Record<string, readonly [Verdict, VerdictContext?]>> = {
  passed: [verdict([PASS, PASS, PASS])],
  "passed-last-exercise": [verdict([PASS, PASS, PASS]), without("next")],
  "passed-some-rules": [verdict([PASS])],
  "passed-with-output": [verdict([PASS, PASS, PASS], { output: "appended 3\nread 3\n" })],
  fresh: [verdict([TODO, TODO, TODO])],
  "partly-written": [verdict([PASS, TODO, TODO])],
  broken: [verdict([COPY, PASS, PASS], { misconceptions: [BELIEF] })],
  "broken-several": [
    verdict([COPY, fail({ happened: "The failed append left some of its events in the stream." }), TODO]),
  ],
  "broken-several-in-full": [
    verdict([COPY, fail({ happened: "The failed append left some of its events in the stream." }), TODO]),
    context({ failures: "all" }),
  ],
  "broken-short-values": [
    verdict([
      PASS,
      fail({
        happened: "append did not return the position of the stream's last event.",
        expected: "[ 'OrderPlaced', 'PaymentReceived' ]",
        received: "[ 'OrderPlaced', 'OrderShipped' ]",
        place: { file: FILE, line: 7, column: 7 },
      }),
    ]),
  ],
  "broken-only-received": [
    verdict([fail({ happened: "append succeeded although it had to fail.", received: "undefined" })]),
  ],
  "broken-by-a-random-case": [
    verdict([fail({ counterexample: { value: "[ 0, -1 ]", seed: 42 }, expected: "1", received: "2" })]),
  ],
  "broken-by-a-schedule": [
    verdict([
      fail({
        happened: "m1 was published twice.",
        expected: "1",
        received: "2",
        timeline: TWICE,
        explored: "31 schedules, at most one crash",
        token: "keeps-its-own-copy.1-0004",
      }),
      PASS,
      PASS,
    ]),
  ],
  "passed-under-all-schedules": [
    verdict([
      { status: "pass", checks: 2, explored: "all 1,020 schedules, at most one crash" },
      { status: "pass", checks: 1, explored: "the only schedule there is" },
      { status: "pass", checks: 2, explored: "all 6 schedules; 3,000 of about 40,000 schedules, seed 7" },
    ]),
  ],
  threw: [
    verdict([
      fail({
        kind: "threw",
        happened: "Your code threw TypeError: Cannot read properties of undefined (reading 'version').",
        place: { file: FILE, line: 7, column: 14 },
        steps: ["append one event"],
      }),
      fail({
        kind: "threw",
        happened: "Your code threw TypeError: Cannot read properties of undefined (reading 'version').",
        place: { file: FILE, line: 7, column: 14 },
        steps: ["read everything"],
      }),
      PASS,
    ]),
  ],
  "endless-loop": [
    verdict([PASS, { status: "fail", failure: LOOP }, UNKNOWN], {
      interruption: { failure: LOOP, rule: "all-or-nothing" },
    }),
  ],
  "endless-loop-at-import": [
    verdict([UNKNOWN, UNKNOWN, UNKNOWN], {
      interruption: { failure: LOOP },
    }),
  ],
  "syntax-error": [
    verdict([UNKNOWN, UNKNOWN, UNKNOWN], {
      problem: {
        kind: "syntax",
        message: 'Your file is not valid TypeScript yet: unexpected ";".',
        place: { file: FILE, line: 4, column: 30 },
      },
      types: [{ file: FILE, line: 4, column: 30, code: "TS1005", message: "';' expected." }],
    }),
  ],
  "missing-export": [
    verdict([UNKNOWN, UNKNOWN, UNKNOWN], {
      problem: { kind: "missing-export", message: "Your file does not export createEventStore." },
    }),
  ],
  "type-errors": [
    verdict([PASS, PASS, PASS], {
      status: "fail",
      types: [4, 6, 7, 9, 10, 11, 12].map((line) => ({
        file: FILE,
        line,
        column: 9,
        code: "TS2322",
        message: "Type 'number' is not assignable to type 'string'.",
      })),
    }),
  ],
  "much-output": [
    verdict([COPY, PASS, PASS], { output: Array.from({ length: 30 }, (_, n) => `line ${String(n + 1)}`).join("\n") }),
  ],
  "judge-failed": [
    verdict(
      [1, 2, 3].map(() => ({ status: "unknown", reason: "The rule did not report." })),
      { status: "error", engineError: "The rules of event-store/append do not compile." },
    ),
  ],
  "rule-checked-nothing": [
    verdict([PASS, { status: "unknown", reason: "The rule checked nothing." }, PASS], { status: "error" }),
  ],
  "no-guide": [verdict([COPY, PASS, PASS], { misconceptions: [BELIEF] }), without("sections")],
};

const shown = (name: string, look = PLAIN): string => {
  const [judged, around = context()] = KINDS[name] ?? [verdict([])];
  return renderVerdict(judged, around, look);
};

describe.each(Object.keys(KINDS))("a verdict of the kind %s", (name) => {
  test("reads as kept in its snapshot, in 80 columns and in 40", async () => {
    await expect(shown(name)).toMatchFileSnapshot(`snapshots/verdict-${name}.txt`);
    await expect(shown(name, NARROW)).toMatchFileSnapshot(`snapshots/verdict-${name}-40.txt`);
  });

  test("says the same in colour, and nothing only by colour", () => {
    const painted = shown(name, { color: true, columns: 80 });
    expect(painted).not.toBe(stripVTControlCharacters(painted));
    expect(stripVTControlCharacters(painted)).toBe(shown(name));
  });

  test("keeps prose within the window", () => {
    const long = shown(name, NARROW)
      .split("\n")
      .filter((line) => widthOf(line) > 40);
    // Paths, commands, code and values are never broken: they are there to be copied or compared.
    expect(long.filter((line) => !/npm run|:\d+$|:\d+:\d+|│|[[{}\]]/.test(line))).toEqual([]);
  });
});

test("a fresh stub is no failure: no cross, no word of breaking", () => {
  expect(shown("fresh")).not.toMatch(/✗|broken/);
});

test("escape sequences that a learner's code printed, threw or returned do not reach the terminal", () => {
  const evil = "\u001b[2J\u001b]0;owned\u0007\u009b31m\u202e";
  const text = renderVerdict(
    verdict(
      [
        fail({
          happened: `Your code threw Error: ${evil}.`,
          expected: evil,
          received: evil,
          steps: [evil],
          counterexample: { value: evil, seed: 1 },
        }),
      ],
      { output: evil, types: [{ file: FILE, line: 1, column: 1, code: "TS1", message: evil }] },
    ),
    context({ source: `${evil}\n` }),
    PLAIN,
  );
  // eslint-disable-next-line no-control-regex
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
});

test("a file outside the clone is named by its whole path", () => {
  const file = "/elsewhere/answer.ts";
  const failed = verdict([fail({ place: { file, line: 3 } })], { file });
  expect(renderVerdict(failed, context(), PLAIN)).toContain("/elsewhere/answer.ts:3");
});

test("the schedule of another file than the learner's own is replayed with that file", () => {
  const failed = verdict([fail({ token: "copies.1-01" })], { file: "/clone/harness/mistakes/spread.ts" });
  expect(renderVerdict(failed, context(), PLAIN)).toContain(
    "npm run replay event-store/append copies.1-01 -- --file harness/mistakes/spread.ts",
  );
});

test("frames of a stack that came along with an error are left out of values", () => {
  const printed =
    "{\n  error: Error: down\n      at handler (/clone/spec.ts:3:9)\n      at deliver (node:internal/x:1:1)\n}";
  const failed = verdict([fail({ expected: "{ error: Error: up }", received: printed })]);
  expect(renderVerdict(failed, context(), PLAIN)).toContain("Received  { error: Error: down }");
});

test("two long values that are cut before they differ are said to differ further down", () => {
  const cut = `[\n${Array.from({ length: 12 }, (_, n) => `  { type: 'NoteAdded', data: { text: 'note number ${String(n)}' } },`).join("\n")} …`;
  const failed = verdict([fail({ expected: cut, received: cut })]);
  const text = renderVerdict(failed, context(), PLAIN);
  expect(text).toContain("(so far they are alike: what differs is further down)");
  expect(text).not.toContain("equal lines");
});
