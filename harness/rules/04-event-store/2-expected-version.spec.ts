import * as exercise from "#exercise/04-event-store/2-expected-version";
import { rulesFor } from "#spec";
import type { AppendResult, ConditionalAppend, ExpectedVersion, NewEvent, StreamState } from "eventlings";
import fc from "fast-check";
import {
  detailsOf,
  held,
  isConflict,
  outlastsOtherWriters,
  passesDatabaseErrorsOn,
  placesWhatWasRead,
  words,
} from "./conditional-append.ts";
import { TestTable } from "./event-table.ts";
import { underEverySchedule, type Outcome } from "./schedules.ts";

const rule = rulesFor("event-store/expected-version", exercise);

const MISSING: StreamState = { exists: false, currentVersion: 0 };
const at = (currentVersion: number): StreamState => ({ exists: currentVersion > 0, currentVersion });

const event = (id: string, type = "ItemAdded"): NewEvent => ({ id, type, data: { sku: "mug", quantity: 1 } });
const batch = (prefix: string, count: number): readonly NewEvent[] =>
  Array.from({ length: count }, (_, index) => event(`${prefix}-${String(index + 1)}`));

const claim = fc.oneof(
  fc.constantFrom<ExpectedVersion>("any", "no-stream", "stream-exists", 0),
  fc.integer({ min: 0, max: 8 }),
);
/** A stream: how many events were appended, and how many of the first ones are truncated. */
const stream = fc.record({ version: fc.integer({ min: 0, max: 6 }), truncated: fc.integer({ min: 0, max: 6 }) });

/** What the claims mean, as a table. */
const holds = (expected: ExpectedVersion, { exists, currentVersion }: StreamState): boolean =>
  ({ any: true, "no-stream": !exists, "stream-exists": exists })[String(expected)] ?? expected === currentVersion;

rule("any-claims-nothing", ({ exercise, check, step }) => {
  step('ask for "any" on a missing stream, and on streams at version 1 and 100');
  for (const state of [MISSING, at(1), at(100)]) {
    check.equal(
      exercise.matchesExpectedVersion("any", state),
      true,
      `"any" claims nothing, so it holds for every stream. It did not hold for one ${wordsFor(state)}.`,
    );
  }
});

rule("no-stream-is-never-written", ({ exercise, check, step }) => {
  step('ask for "no-stream" on a missing stream, and on streams at version 1 and 100');
  check.equal(
    exercise.matchesExpectedVersion("no-stream", MISSING),
    true,
    '"no-stream" should hold for a stream that was never written, and did not.',
  );
  for (const state of [at(1), at(100)]) {
    check.equal(
      exercise.matchesExpectedVersion("no-stream", state),
      false,
      `"no-stream" held for a stream ${wordsFor(state)}: two customers could both create it.`,
    );
  }
});

rule("stream-exists-is-written", ({ exercise, check, step }) => {
  step('ask for "stream-exists" on a missing stream, and on streams at version 1 and 100');
  check.equal(
    exercise.matchesExpectedVersion("stream-exists", MISSING),
    false,
    '"stream-exists" held for a stream that was never written.',
  );
  for (const state of [at(1), at(100)]) {
    check.equal(
      exercise.matchesExpectedVersion("stream-exists", state),
      true,
      `"stream-exists" should hold for a stream ${wordsFor(state)}, and did not.`,
    );
  }
});

rule("number-is-exact", async ({ exercise, check, step, forAll }) => {
  step("ask for 0, for the version itself, and for one more and one less");
  check.equal(
    exercise.matchesExpectedVersion(0, MISSING),
    true,
    "0 is the version of a stream that was never written, and did not match it.",
  );
  check.equal(
    exercise.matchesExpectedVersion(0, at(3)),
    false,
    "The number 0 matched a stream at version 3. 0 is a number like the others, not the lack of one.",
  );
  check.equal(
    [exercise.matchesExpectedVersion(Number.NaN, MISSING), exercise.matchesExpectedVersion(Number.NaN, at(3))],
    [false, false],
    "NaN matched a stream. It is what Number(undefined) gives, where a caller has lost its version, and no stream is at it.",
  );
  await forAll(fc.tuple(fc.integer({ min: -1, max: 12 }), fc.integer({ min: 0, max: 12 })), ([expected, version]) =>
    check.equal(
      exercise.matchesExpectedVersion(expected, at(version)),
      expected === version,
      `The number ${String(expected)} ${expected === version ? "did not match" : "matched"} a stream ${wordsFor(at(version))}.`,
    ),
  );
});

rule("appends-behind-the-last", async (context) => {
  const { exercise, check, step, scenario, forAll } = context;
  await forAll(
    fc
      .tuple(claim, stream, fc.integer({ min: 1, max: 3 }))
      .filter(([expected, { version }]) => holds(expected, at(version))),
    async ([expected, { version, truncated }, count]) => {
      const { table, append } = prepare(exercise, check, version, truncated);
      const before = table.rows("order-1");
      step(
        `append ${count === 1 ? "an event" : `${String(count)} events`} expecting ${words(expected)} to a stream ${tellStream(version, truncated)}`,
      );
      let result: AppendResult | undefined;
      try {
        result = await append("order-1", batch("new", count), expected);
      } catch (error) {
        if (isConflict(error))
          check.fail(
            `The stream was where the append expected it (${words(expected)}), and the append was refused as a conflict.`,
            {
              received: tellError(error),
            },
          );
        throw error;
      }
      check.that(table.inserts.length < 2, HALF_SEEN, { received: table.inserts });
      const added = table.rows("order-1").slice(before.length);
      check.equal(
        added.map(({ id, streamPosition }) => `${id} at ${String(streamPosition)}`),
        batch("new", count).map(({ id }, index) => `${id} at ${String(version + index + 1)}`),
        "The events are not right behind the last position of the stream, in their order.",
      );
      check.equal(
        result?.streamPosition,
        version + count,
        "append did not return the position of the stream's new last event.",
      );
      check.equal(
        result?.globalPosition,
        added.at(-1)?.globalPosition,
        "append did not return the global position of its last event.",
      );
      check.equal(
        added.map(({ id, type, data }) => ({ id, type, data })),
        batch("new", count),
        "What was inserted is not what the producer said.",
      );
    },
  );
  await placesWhatWasRead(context, exercise.createAppend);
  scenario("append two events expecting version 3; then another process appends one, at position 6");
  const { table, append } = prepare(exercise, check, 3, 0);
  await append("order-1", batch("new", 2), 3);
  await table.port("another process").insert([{ ...event("other-1"), streamId: "order-1", streamPosition: 6 }]);
  step("append once more, with the same function, expecting version 6");
  await check.succeeds(
    () => append("order-1", batch("later", 1), 6),
    "Another process had written since the last append, the stream was at version 6 as the append claimed, and the append failed. Where the stream stands is known to the table, and to nobody else.",
  );
  check.equal(
    held(table).slice(5),
    ["6: other-1", "7: later-1"],
    "Another process had written since the last append. The events are not right behind its own.",
  );
});

rule("conflict-changes-nothing", async ({ exercise, check, step, forAll }) => {
  await forAll(
    fc.tuple(claim, stream).filter(([expected, { version }]) => !holds(expected, at(version))),
    async ([expected, { version, truncated }]) => {
      const { table, append } = prepare(exercise, check, version, truncated);
      const before = table.rows("order-1");
      step(`append two events expecting ${words(expected)} to a stream ${tellStream(version, truncated)}`);
      await check.fails(
        () => append("order-1", batch("new", 2), expected),
        isConflict,
        `The stream was not where the append expected it (${words(expected)}), and the append was not refused with a ConcurrencyError.`,
      );
      check.equal(table.rows("order-1"), before, "The append was refused, and the stream was changed all the same.");
      check.equal(
        table.version("order-1"),
        version,
        "The append was refused, and the stream's version moved all the same.",
      );
    },
  );
});

rule("conflict-tells-both", async ({ exercise, check, step }) => {
  for (const [version, expected] of [
    [5, 3],
    [3, 5],
    [2, "no-stream"],
    [0, "stream-exists"],
  ] as const) {
    const { append } = prepare(exercise, check, version, 0);
    step(`append expecting ${words(expected)} to a stream ${tellStream(version, 0)}`);
    const error = await check.fails(
      () => append("order-1", batch("new", 1), expected),
      isConflict,
      "The append was not refused with a ConcurrencyError.",
    );
    const { expected: told, actual } = detailsOf(error);
    check.equal(
      { expected: told, actual },
      { expected, actual: version },
      "The details of the ConcurrencyError should say what was expected and at which version the stream really is. Whoever catches it can then decide between trying again and asking the user.",
    );
  }
});

rule("one-winner", async (context) => {
  const { fresh } = context;
  for (const [version, expected] of [
    [3, 3],
    [0, "no-stream"],
  ] as const) {
    await underEverySchedule(
      context,
      async (table) => {
        table.fill("order-1", version);
        const [a, b] = [
          (await fresh()).createAppend({ table: table.port("process A") }),
          (await fresh()).createAppend({ table: table.port("process B") }),
        ];
        return [() => a("order-1", batch("a", 2), expected), () => b("order-1", batch("b", 2), expected)];
      },
      ({ table, results }) => {
        const received = held(table);
        const errors = results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
        const who = `Two processes appended at the same moment, both expecting ${words(expected)}.`;
        if (isHalf(table, "a") || isHalf(table, "b")) return { happened: HALF_SEEN, received };
        if (errors.length === 0)
          return {
            happened: `${who} Both were told that it worked: one of them decided on a state that was no longer true.`,
            received,
          };
        if (errors.length === 2)
          return {
            happened: `${who} Both failed. One of them came first and should have won.`,
            received: errors.map(tellError),
          };
        if (!isConflict(errors[0]))
          return {
            happened: `${who} The one that was too late did not get a ConcurrencyError, so its caller cannot know that it should decide again.`,
            received: tellError(errors[0]),
          };
        if (table.rows("order-1").length !== version + 2)
          return { happened: `${who} The stream does not hold exactly the events of the one that won.`, received };
        const { actual } = detailsOf(errors[0]);
        if (actual !== undefined && actual !== version + 2) {
          return {
            happened: `${who} The loser's ConcurrencyError does not tell where the stream really is: its \`actual\` is from before the other append.`,
            expected: version + 2,
            received: actual,
          };
        }
        return undefined;
      },
    );
  }
});

rule("any-never-conflicts", async (context) => {
  const { exercise, fresh } = context;
  for (const [expected, other] of [
    ["any", "any"],
    ["any", 3],
    ["stream-exists", "stream-exists"],
  ] as const) {
    await underEverySchedule(
      context,
      async (table) => {
        table.fill("order-1", 3);
        const [a, b] = [
          (await fresh()).createAppend({ table: table.port("process A") }),
          (await fresh()).createAppend({ table: table.port("process B") }),
        ];
        return [() => a("order-1", batch("a", 2), expected), () => b("order-1", batch("b", 1), other)];
      },
      (outcome) => wrongWithBoth(outcome, expected, other),
    );
  }
  await outlastsOtherWriters(context, exercise.createAppend);
});

rule("database-errors-pass-through", async (context) => {
  await passesDatabaseErrorsOn(context, context.exercise.createAppend);
});

/** Both programs may append, unless the other one claims a number that A has made false. */
function wrongWithBoth({ table, results }: Outcome, expected: ExpectedVersion, other: ExpectedVersion) {
  const [a, b] = results;
  const who = `Two processes appended at the same moment, A expecting ${words(expected)} and B ${words(other)}.`;
  const received = held(table);
  if (isHalf(table, "a")) return { happened: HALF_SEEN, received };
  if (a?.status === "rejected")
    return {
      happened: `${who} A failed, although the stream was as it claimed all the time.`,
      received: tellError(a.reason),
    };
  if (b?.status === "rejected" && typeof other !== "number")
    return {
      happened: `${who} B failed, although the stream was as it claimed all the time.`,
      received: tellError(b.reason),
    };
  const wanted = 5 + (b?.status === "fulfilled" ? 1 : 0);
  const rows = table.rows("order-1");
  if (rows.length !== wanted || rows.some(({ streamPosition }, index) => streamPosition !== index + 1)) {
    return {
      happened: `${who} The stream should hold the events of everyone who was told that it worked, at positions without a gap.`,
      received,
    };
  }
  return undefined;
}

const HALF_SEEN = "One append was two inserts: between them, another process saw half of it.";

/** Did some insert bring in one of the two events `prefix-1` and `prefix-2`, and not the other one? */
const isHalf = (table: TestTable, prefix: string): boolean =>
  table.inserts.some((ids) => ids.includes(`${prefix}-1`) !== ids.includes(`${prefix}-2`));

type Module = typeof exercise;
type Checks = ConstructorParameters<typeof TestTable>[0];

function prepare(
  module: Module,
  check: Checks,
  version: number,
  truncated: number,
): { table: TestTable; append: ConditionalAppend } {
  const table = new TestTable(check);
  table.fill("order-1", version);
  table.fill("order-2", 2);
  table.truncateBefore("order-1", truncated + 1);
  return { table, append: module.createAppend({ table: table.port() }) };
}

const tellError = (error: unknown): string => String(error);
const wordsFor = ({ exists, currentVersion }: StreamState): string =>
  exists ? `at version ${String(currentVersion)}` : "that was never written";
const tellStream = (version: number, truncated: number): string =>
  version === 0
    ? "that was never written"
    : `at version ${String(version)}${truncated === 0 ? "" : `, of which the first ${String(Math.min(version, truncated))} events are truncated`}`;
