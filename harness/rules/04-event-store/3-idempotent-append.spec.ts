import * as exercise from "#exercise/04-event-store/3-idempotent-append";
import { isNotImplemented, rulesFor } from "#spec";
import type { AppendResult, ConditionalAppend, ExpectedVersion, NewEvent } from "eventlings";
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
import { underEverySchedule } from "./schedules.ts";

const rule = rulesFor("event-store/idempotent-append", exercise);

type Module = typeof exercise;
type Checks = ConstructorParameters<typeof TestTable>[0];

const event = (id: string, metadata?: NewEvent["metadata"]): NewEvent => ({
  id,
  type: "ItemAdded",
  data: { sku: "mug", quantity: 1 },
  ...(metadata === undefined ? {} : { metadata }),
});
const events = (...ids: readonly string[]): readonly NewEvent[] => ids.map((id) => event(id));

/** A stream order-1 with the events old-1 … old-n, another stream beside it, and an append on their table. */
function prepare(module: Module, check: Checks, version: number): { table: TestTable; append: ConditionalAppend } {
  const table = new TestTable(check);
  table.fill("order-2", 2);
  table.fill("order-1", version);
  return { table, append: module.createIdempotentAppend({ table: table.port() }) };
}

/** What an append said: its positions, or that it was refused as a conflict. Other errors are thrown on. */
async function answerOf(appending: Promise<AppendResult>): Promise<AppendResult | "conflict"> {
  try {
    const { streamPosition, globalPosition } = await appending;
    return { streamPosition, globalPosition };
  } catch (error) {
    if (isConflict(error)) return "conflict";
    throw error;
  }
}

rule("new-events-are-appended", async (context) => {
  const { exercise, check, step } = context;
  for (const [expected, version] of [
    [3, 3],
    [0, 0],
    ["no-stream", 0],
    ["stream-exists", 3],
    ["any", 3],
    ["any", 0],
  ] as const) {
    const { table, append } = prepare(exercise, check, version);
    step(`append the new events a and b to a stream at version ${String(version)}, expecting ${words(expected)}`);
    const answer = await answerOf(append("order-1", events("a", "b"), expected));
    check.equal(
      held(table).slice(version),
      [`${String(version + 1)}: a`, `${String(version + 2)}: b`],
      "New events whose expected version is right should be recorded right behind the last one.",
    );
    check.equal(
      answer,
      { streamPosition: version + 2, globalPosition: table.rows("order-1").at(-1)?.globalPosition },
      "append did not return the positions of its last event.",
    );
  }
  await placesWhatWasRead(context, exercise.createIdempotentAppend);
  await outlastsOtherWriters(context, exercise.createIdempotentAppend);
});

rule("real-conflicts-are-refused", async (context) => {
  const { exercise, check, step, fresh } = context;
  for (const [expected, version] of [
    [1, 3],
    [4, 3],
    ["no-stream", 3],
    ["stream-exists", 0],
  ] as const) {
    const { table, append } = prepare(exercise, check, version);
    const before = held(table);
    step(`append the new event a to a stream at version ${String(version)}, expecting ${words(expected)}`);
    const error = await check.fails(
      () => append("order-1", events("a"), expected),
      isConflict,
      "None of the events was in the stream, and the expected version was wrong: that is a conflict like any other, and was not refused as one.",
    );
    const { expected: told, actual } = detailsOf(error);
    check.equal(
      { expected: told, actual },
      { expected, actual: version },
      "The details of the ConcurrencyError should say what was expected and at which version the stream really is.",
    );
    check.equal(held(table), before, "The append was refused, and the stream was changed all the same.");
  }
  await underEverySchedule(
    context,
    async (table) => {
      table.fill("order-1", 2);
      const a = (await fresh()).createIdempotentAppend({ table: table.port("process A") });
      const b = (await fresh()).createIdempotentAppend({ table: table.port("process B") });
      return [() => answerOf(a("order-1", events("a"), 2)), () => answerOf(b("order-1", events("b"), 2))];
    },
    ({ table, results }) => {
      const answers = results.map((result) => (result.status === "fulfilled" ? result.value : String(result.reason)));
      if (answers.filter((answer) => answer === "conflict").length === 1 && table.rows("order-1").length === 3)
        return undefined;
      return {
        happened:
          "Two processes appended different events at the same moment, both expecting version 2. One should win, and the other one should get a ConcurrencyError: what took its place is not its own event.",
        received: { answers, stream: held(table) },
      };
    },
  );
});

rule("same-append-again-succeeds", async ({ exercise, check, step, fresh }) => {
  for (const [expected, version] of [
    [3, 3],
    ["no-stream", 0],
  ] as const) {
    const { table, append } = prepare(exercise, check, version);
    table.failNext("after insert");
    step(`append a and b expecting ${words(expected)}: they are recorded, and the answer is lost`);
    // What the caller is told then is another rule's concern.
    await append("order-1", events("a", "b"), expected).catch((error: unknown) => {
      if (isNotImplemented(error)) throw error;
    });
    const recorded = table.rows("order-1").at(-1);
    step("the caller knows nothing and sends the same append again");
    const first = await answerOf(append("order-1", events("a", "b"), expected));
    check.equal(
      first,
      { streamPosition: recorded?.streamPosition, globalPosition: recorded?.globalPosition },
      'The caller got no answer and sent the same append again. It should succeed with the positions that its events have ("conflict" would make the caller decide again, on its own events).',
    );
    step("another writer appends c, the process is restarted, and the append comes a third time");
    await append("order-1", events("c"), version + 2);
    const restarted = (await fresh()).createIdempotentAppend({ table: table.port("the restarted process") });
    check.equal(
      await answerOf(restarted("order-1", events("a", "b"), expected)),
      first,
      "The same append came again after others had written, to a process that was restarted. It should give the same answer as before.",
    );
    check.equal(
      held(table).slice(version),
      [`${String(version + 1)}: a`, `${String(version + 2)}: b`, `${String(version + 3)}: c`],
      "Repeating an append changed the stream.",
    );
  }
});

rule("other-place-is-refused", async ({ exercise, check, step }) => {
  for (const expected of [2, 4, 5, 6, 9, "no-stream"] as const) {
    const { table, append } = prepare(exercise, check, 3);
    await append("order-1", events("a", "b"), 3);
    await append("order-1", events("c"), 5);
    const before = held(table);
    step(`a, b and c are at positions 4, 5 and 6; append a and b again, expecting ${words(expected)}`);
    const error = await check.fails(
      () => append("order-1", events("a", "b"), expected),
      isConflict,
      `The events are in the stream behind version 3, and now somebody appends them expecting ${words(expected)}. That is another decision that carries the same ids, not a retry, and it should be refused.`,
    );
    check.equal(
      detailsOf(error).actual,
      6,
      "The ConcurrencyError does not tell at which version the stream really is.",
    );
    check.equal(held(table), before, "The append should have been refused, and changed the stream.");
  }
});

rule("overlap-is-refused", async (context) => {
  const { exercise, check, step, fresh } = context;
  for (const [again, expected] of [
    [["a", "x"], 3],
    [["x", "b"], 3],
    [["a", "b", "x"], 3],
    [["b", "a"], 3],
    [["x", "a"], 5],
    [["b", "x"], 5],
  ] as const) {
    const { table, append } = prepare(exercise, check, 3);
    await append("order-1", events("a", "b"), 3);
    const before = held(table);
    step(`a and b are at positions 4 and 5; append ${again.join(", ")} expecting ${words(expected)}`);
    check.equal(
      await answerOf(append("order-1", events(...again), expected)),
      "conflict",
      `Some of ${again.join(", ")} are recorded, but not all of them in this order behind version ${String(expected)}. This is not the append that was made before, so it should be refused as a whole.`,
    );
    check.equal(held(table), before, "The append should have been refused, and changed the stream.");
  }

  const { table, append } = prepare(exercise, check, 3);
  for (const [index, id] of ["a", "c", "b"].entries()) await append("order-1", events(id), 3 + index);
  const before = held(table);
  for (const again of [
    ["a", "b"],
    ["c", "b", "a"],
  ]) {
    step(`a, c and b are at positions 4, 5 and 6; append ${again.join(", ")} expecting version 3`);
    check.equal(
      await answerOf(append("order-1", events(...again), 3)),
      "conflict",
      `All of ${again.join(", ")} are in the stream, and not all of them where this append would put them: right behind version 3, in this order. It was made from other decisions, and should be refused.`,
    );
    check.equal(held(table), before, "The append should have been refused, and changed the stream.");
  }

  // A claim that names no place: what becomes of `a` is open, what becomes of `x` is not.
  for (const expected of ["any", "stream-exists"] as const) {
    const { table, append } = prepare(exercise, check, 3);
    await append("order-1", events("a"), 3);
    step(`a is at position 4; append a and x expecting ${words(expected)}`);
    const answer = await answerOf(append("order-1", events("a", "x"), expected));
    check.that(
      answer === "conflict" || table.rows("order-1").some(({ id }) => id === "x"),
      "One event of the append was in the stream, the other was new. The append succeeded, and the new one is not recorded: whoever sent it believes that it is.",
      { received: held(table) },
    );
  }

  await underEverySchedule(
    context,
    async (table) => {
      table.fill("order-1", 2);
      const a = (await fresh()).createIdempotentAppend({ table: table.port("process A") });
      const b = (await fresh()).createIdempotentAppend({ table: table.port("process B") });
      return [() => answerOf(a("order-1", events("a", "b"), 2)), () => answerOf(b("order-1", events("a", "x"), 2))];
    },
    ({ table, results }) => {
      const answers = results.map((result) => (result.status === "fulfilled" ? result.value : String(result.reason)));
      const refused = answers.filter((answer) => answer === "conflict").length;
      if (refused === 1 && table.rows("order-1").length === 4) return undefined;
      return {
        happened:
          "Two processes appended a, b and a, x at the same moment, both expecting version 2. One should win, and the other one be refused as a whole: that its place was taken by an event with one of its ids does not make it the same append.",
        received: { answers, stream: held(table) },
      };
    },
  );
});

rule("known-by-id", async ({ exercise, check, step, scenario }) => {
  {
    const { table, append } = prepare(exercise, check, 0);
    step("a customer puts a mug into the basket, and then another mug: same content, ids a and b");
    await append("order-1", events("a"), 0);
    check.that(
      (await answerOf(append("order-1", events("b"), 1))) !== "conflict",
      "Two events with the same content and different ids are two facts. The second one was refused.",
    );
    check.equal(
      held(table),
      ["1: a", "2: b"],
      "Two events with the same content and different ids are two facts, and both should be recorded.",
    );
    step("another process had decided on the empty stream as well: id c, same content, expecting version 0");
    check.equal(
      await answerOf(append("order-1", events("c"), 0)),
      "conflict",
      "An event with another id was taken for a retry because it says the same. Its caller believes that its mug is in the basket.",
    );
  }
  const { table, append } = prepare(exercise, check, 0);
  const first = event("a", { correlationId: "request-1" });
  await append("order-1", [first], 0);
  for (const [what, again] of [
    ["metadata, as a retry in a new request has", event("a", { correlationId: "request-2" })],
    [
      "data, because a newer version of the producer writes a field more",
      { ...first, data: { sku: "mug", gift: true } },
    ],
  ] as const) {
    scenario(`append a; then append a again at the same version, with other ${what}`);
    check.that(
      (await answerOf(append("order-1", [again], 0))) !== "conflict",
      `The same event came again with other ${what}. Its id says that it is the same, and it was refused.`,
    );
    check.equal(
      table.rows("order-1").map(({ data, metadata }) => ({ data, metadata })),
      [{ data: first.data, metadata: first.metadata }],
      `The same event came again with other ${what}. What was recorded first should stay, and nothing be added.`,
    );
  }
});

rule("copies-at-once", async (context) => {
  const { fresh } = context;
  for (const [expected, version] of [
    [2, 2],
    ["no-stream", 0],
  ] as const) {
    await underEverySchedule(
      context,
      async (table) => {
        table.fill("order-1", version);
        const a = (await fresh()).createIdempotentAppend({ table: table.port("process A") });
        const b = (await fresh()).createIdempotentAppend({ table: table.port("process B") });
        return [() => a("order-1", events("a", "b"), expected), () => b("order-1", events("a", "b"), expected)];
      },
      ({ table, results }) => {
        const who = `One append, expecting ${words(expected)}, arrived twice at the same moment, at two processes.`;
        const rows = table.rows("order-1").slice(version);
        if (rows.map(({ id }) => id).join() !== "a,b") {
          return { happened: `${who} The stream should hold its events once.`, received: held(table) };
        }
        const failed = results.find((result) => result.status === "rejected");
        if (failed !== undefined) {
          return {
            happened: `${who} Its events are recorded, and one of the two copies was told that it had failed. That copy may be the one whose answer the caller gets.`,
            received: String(failed.reason),
          };
        }
        const answers = results.map((result) =>
          result.status === "fulfilled" ? (result.value as AppendResult) : undefined,
        );
        const right = rows.at(-1);
        const wrong = answers.find(
          (answer) =>
            answer?.streamPosition !== right?.streamPosition || answer?.globalPosition !== right?.globalPosition,
        );
        if (wrong === undefined && answers.every((answer) => answer !== undefined)) return undefined;
        return {
          happened: `${who} Both should get the positions that the events have.`,
          expected: { streamPosition: right?.streamPosition, globalPosition: right?.globalPosition },
          received: answers,
        };
      },
    );
  }
});

rule("database-errors-pass-through", async (context) => {
  await passesDatabaseErrorsOn(context, context.exercise.createIdempotentAppend);
});

/** One append of a random history: three ids, neighbours in a pool of six, so that appends often overlap. */
const anyAppend = fc.record({
  first: fc.integer({ min: 0, max: 4 }),
  count: fc.integer({ min: 1, max: 3 }),
  expected: fc.oneof(fc.constant<ExpectedVersion>("no-stream"), fc.integer({ min: 0, max: 6 })),
});

rule("each-event-once", async ({ exercise, check, step, forAll }) => {
  await forAll(fc.array(anyAppend, { minLength: 1, maxLength: 8 }), async (history) => {
    const { table, append } = prepare(exercise, check, 0);
    const log: string[] = [];
    for (const { first, count, expected } of history) {
      const ids = Array.from({ length: count }, (_, index) => `e${String(first + index)}`);
      const place = expected === "no-stream" ? 0 : Number(expected);
      const same = ids.every((id, index) => log[place + index] === id);
      const fits = place === log.length && !ids.some((id) => log.includes(id));
      step(
        `append ${ids.join(", ")} expecting ${words(expected)}; the stream holds ${log.length === 0 ? "nothing" : log.join(", ")}`,
      );
      const answer = await answerOf(append("order-1", events(...ids), expected));
      if (fits) log.push(...ids);
      check.equal(
        typeof answer === "object" ? answer.streamPosition : answer,
        same || fits ? place + count : "conflict",
        same
          ? "Its events are exactly where this append would put them: it should succeed with the position of its last event."
          : fits
            ? "Its events are new and the stream is where it was expected: it should be recorded."
            : "This is neither a new append at the right version nor the same append again: it should be refused.",
      );
      check.equal(
        table.rows("order-1").map(({ id }) => id),
        log,
        "After this append the stream does not hold what it should: each event once, where its append put it.",
      );
    }
  });
});
