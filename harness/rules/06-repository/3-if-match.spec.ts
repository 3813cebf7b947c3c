import * as exercise from "#exercise/06-repository/3-if-match";
import { rulesFor, type Scene } from "#spec";
import { asEvents, ConcurrencyError, type CommandResponse, type RecordedEvent } from "eventlings";
import fc from "fast-check";
import {
  anyHeader,
  anyList,
  isSuccess,
  open,
  readIfMatch,
  say,
  send,
  shown,
  turnsAway,
  type Headers,
} from "./endpoints.ts";
import {
  add,
  added,
  followed,
  reserve,
  stock,
  stockHandler,
  type StockCommand,
  type StockEvent,
  type StockState,
} from "./stock.ts";

const rule = rulesFor("repository/if-match", exercise);

type Module = typeof exercise;

const look: StockCommand = { type: "Look" };

/** Would the business refuse this command by now? What becomes of it is another rule's. */
function isRefused(command: StockCommand, events: readonly RecordedEvent[]): boolean {
  try {
    stock.decide(command, asEvents<StockEvent>(events).reduce<StockState>(stock.evolve, stock.initialState()));
    return false;
  } catch {
    return true;
  }
}

rule("new-etag", async ({ exercise, check, step, scenario, forAll, settle }) => {
  scenario("a client that sends each command with the tag that it got last");
  await forAll(
    fc.array(fc.constantFrom<StockCommand>(add(2), reserve("r1", 2), reserve("r2", 2), look), { maxLength: 6 }),
    async (commands) => {
      await settle();
      const shop = open(exercise, 0);
      let answer = await send(shop, check, add(2), { "if-none-match": "*" });
      for (const command of [...commands, look]) {
        const version = shop.store.stream("mugs").currentVersion;
        check.equal(
          answer.headers.etag,
          `"${String(version)}"`,
          `The stream is at version ${String(version)} now, and this is the tag that the client got. It should be that version as a strong entity tag, quotes included.`,
        );
        step(`${JSON.stringify(command)}, with If-Match: ${String(answer.headers.etag)}`);
        const { events } = shop.store.stream("mugs");
        if (isRefused(command, events)) continue;
        const next = await send(shop, check, command, { "if-match": answer.headers.etag ?? "" });
        check.that(
          isSuccess(next),
          "The client sent the tag that it had just been given, and nobody else had written. Its command was turned away.",
          { received: next },
        );
        answer = next;
      }
    },
    { runs: 1000 },
  );
  scenario("a command without any header");
  const answer = await send(open(exercise, 3), check, add(1), {});
  check.equal(answer.headers.etag, '"4"', "The stream is at version 4 now, and the client should get its tag.");
  {
    scenario("a command without any header; nothing is there, and nothing follows from it");
    const nothing = await send(open(exercise, 0), check, look, {});
    check.that(
      isSuccess(nothing) && nothing.headers.etag === undefined,
      'Nothing followed from the command, and there is still no stream. That is a success without an ETag: a stream that was never written to has no tag, not even "0".',
      { received: nothing },
    );
  }
  {
    scenario("a command with If-Match; right after it was handled, somebody else writes");
    const shop = open(exercise, 3);
    const handle = stockHandler({ store: followed(shop.store, "append"), decider: stock, ids: { next: () => "new" } });
    const endpoint = exercise.createCommandEndpoint({ store: shop.store, handle, precondition: "optional" });
    const own = await send({ ...shop, endpoint }, check, add(1), { "if-match": '"3"' });
    check.equal(
      own.headers.etag,
      '"4"',
      "The client's command led to version 4, and then somebody else wrote. The client got another tag, and would overwrite what it has never seen.",
    );
  }
  {
    scenario("a stream with 200 events; one more command, with the right If-Match");
    const shop = open(exercise, 200);
    let moved = 0;
    const store = {
      read: async (...[streamId, options]: Parameters<typeof shop.store.read>) => {
        const slice = await shop.store.read(streamId, options);
        moved += slice.events.length;
        return slice;
      },
    };
    const handle = stockHandler({ store: shop.store, decider: stock, ids: { next: () => "new" } });
    const endpoint = exercise.createCommandEndpoint({ store, handle, precondition: "optional" });
    const answer = await send({ ...shop, endpoint }, check, add(1), { "if-match": '"200"' });
    check.that(isSuccess(answer), "If-Match names the current version, and the command was turned away.", {
      received: answer,
    });
    check.that(
      moved <= 1,
      "To see where the stream stands, its whole history was read. The slice says it also where no event is asked for.",
      { received: moved },
    );
  }
});

/** A command that would be accepted, one that would be refused, and one from which nothing would follow. */
const COMMANDS = [add(1), reserve("r1", 99), look];

rule("stale-is-412", async ({ exercise, check, scenario }) => {
  for (const [version, tags] of [
    [3, ['"2"', '"4"', '"0"', '"30"', '"abc"', '""', '"2", "4"']],
    [0, ['"0"', '"1"', '""', "*"]],
  ] as const)
    for (const ifMatch of tags)
      for (const command of COMMANDS) {
        scenario(`the stream is at version ${String(version)}${version === 0 ? ": it does not exist" : ""}`);
        await turnsAway(open(exercise, version), check, {
          command,
          headers: { "if-match": ifMatch },
          status: 412,
          why: `what the client asks for does not hold at version ${String(version)}. (The command is ${JSON.stringify(command)}; whatever would become of it, the condition comes first.)`,
        });
      }
});

rule("strong-comparison", async ({ exercise, check, scenario }) => {
  for (const [version, tags] of [
    [3, ['W/"3"', 'W/"3", W/"3"', '"03"', '"3.0"', '"+3"', '"3e0"', '"0x3"', '"13"', '"W/3"']],
    [12, ['W/"12"', '"1"', '"2"', '"1,2"', '"012"']],
  ] as const)
    for (const ifMatch of tags) {
      scenario(`the stream is at version ${String(version)}`);
      await turnsAway(open(exercise, version), check, {
        command: add(1),
        headers: { "if-match": ifMatch },
        status: 412,
        why: `the current tag is "${String(version)}". None of these is the same, strongly and character by character, so nothing matches.`,
      });
    }
  for (const ifMatch of ['W/"3", "3"', '"3", W/"3"']) {
    scenario("the stream is at version 3");
    const answer = await send(open(exercise, 3), check, add(1), { "if-match": ifMatch });
    check.that(
      isSuccess(answer),
      `Sent with If-Match: ${shown(ifMatch)}: the strong one of the two matches, and the command was turned away.`,
      {
        received: answer,
      },
    );
  }
});

rule("reads-the-header", async ({ exercise, check, step, scenario, forAll, settle }) => {
  for (const ifMatch of [
    "*",
    '"3"',
    '"2", "3"',
    '"3" ,"2"',
    '"2",\t"3"',
    ', "3"',
    '"2",, "3",',
    '"a,b", "3"',
    '"3", "*"',
    '"\\", "3"',
    '"é", "3"',
  ]) {
    scenario("the stream is at version 3");
    const answer = await send(open(exercise, 3), check, add(1), { "if-match": ifMatch });
    check.that(
      isSuccess(answer),
      `If-Match: ${shown(ifMatch)} holds for a stream whose tag is "3", and the command was turned away.`,
      {
        received: answer,
      },
    );
  }
  for (const ifMatch of [
    "3",
    "'3'",
    '"3',
    '3"',
    'w/"3"',
    'W"3"',
    'W/ "3"',
    "W/3",
    '"3" "2"',
    '"3""2"',
    '*, "3"',
    '"3", *',
    "**",
    '"3"; q=1',
    '"3", 2',
    '"a b"',
    '"2"; "3"',
    '"a\tb", "3"',
    '"a\u0001b", "3"',
    '"a\u007Fb", "3"',
  ])
    for (const [precondition, version, headers] of [
      ["required", 3, {}],
      ["optional", 3, {}],
      ["optional", 0, {}],
      ["optional", 0, { "if-none-match": "*" }],
    ] as const) {
      scenario(`the stream is at version ${String(version)}`);
      await turnsAway(open(exercise, version, { precondition }), check, {
        command: add(1),
        headers: { "if-match": ifMatch, ...headers },
        status: 400,
        why: "this If-Match is neither * nor a list of entity tags. The client should hear that its header cannot be read, whatever there is and whatever else it asks for.",
      });
    }
  for (const [headers, runs] of [
    [anyList, 400],
    [anyHeader, 600],
  ] as const) {
    scenario("a header with random content; the stream is at version 3");
    await forAll(
      headers,
      async (ifMatch) => {
        await settle();
        const wanted = readIfMatch(ifMatch);
        // A list without any element: a free choice.
        if (wanted?.length === 0) return;
        const shop = open(exercise, 3);
        step(`If-Match: ${shown(ifMatch)}`);
        const answer = await send(shop, check, add(1), { "if-match": ifMatch });
        const received = isSuccess(answer) ? "handled" : answer.status;
        const holds = wanted !== undefined && (wanted === "*" || wanted.includes('"3"'));
        check.equal(
          { answer: received, version: shop.store.stream("mugs").currentVersion },
          wanted === undefined
            ? { answer: 400, version: 3 }
            : holds
              ? { answer: "handled", version: 4 }
              : { answer: 412, version: 3 },
          `The stream is at version 3, and a command came with If-Match: ${shown(ifMatch)}. This is what became of it, and the stream's version afterwards.`,
        );
      },
      { runs },
    );
  }
});

rule("missing-is-policy", async ({ exercise, check, scenario }) => {
  for (const version of [0, 3])
    for (const command of COMMANDS) {
      scenario(`a condition is required; the stream is at version ${String(version)}`);
      await turnsAway(open(exercise, version, { precondition: "required" }), check, {
        command,
        headers: {},
        status: 428,
        why: "every command must come with a condition here, and this one has none. The client should be told that it needs one.",
      });
    }
  for (const precondition of ["required", "optional"] as const)
    for (const [version, headers] of [
      [3, { "if-match": '"3"' }],
      [3, { "if-match": "*" }],
      [0, { "if-none-match": "*" }],
      ...(precondition === "optional"
        ? ([
            [3, {}],
            [0, {}],
          ] as const)
        : []),
    ] as const) {
      scenario(`a condition is ${precondition}; the stream is at version ${String(version)}`);
      const shop = open(exercise, version, { precondition });
      const answer = await send(shop, check, add(1), headers);
      check.that(isSuccess(answer), `A command with ${say(headers)} was turned away.`, { received: answer });
      check.equal(
        shop.store.stream("mugs").currentVersion,
        version + 1,
        "The command was answered with a success, and not carried out.",
      );
    }
});

/** Clients that send a command at the same moment, and how many of them may succeed. */
const atOnce =
  (version: number, headers: readonly Headers[], expected: Readonly<Record<string, number>>): Scene<Module> =>
  (world) => {
    const store = world.eventStore("event store");
    if (version > 0) store.fill("mugs", added(...Array.from({ length: version }, () => 1)));
    const answers: CommandResponse[] = [];
    for (const [index, header] of headers.entries())
      world.process(`client ${String(index + 1)}`, async (me) => {
        const port = store.for(me);
        const handle = stockHandler({ store: port, decider: stock, ids: world.ids.for(me) });
        const endpoint = me.exercise.createCommandEndpoint({ store: port, handle, precondition: "optional" });
        answers.push(await endpoint({ streamId: "mugs", command: add(1), headers: header }));
      });
    return {
      atTheEnd() {
        const received: Record<string, number> = {};
        for (const answer of answers) {
          const name = isSuccess(answer) ? "success" : String(answer.status);
          received[name] = (received[name] ?? 0) + 1;
        }
        const stored = store.stream("mugs").currentVersion - version;
        const isRight =
          Object.keys({ ...expected, ...received }).every((name) => expected[name] === received[name]) &&
          stored === expected["success"];
        if (isRight) return undefined;
        return {
          happened: `${String(headers.length)} clients sent a command at the same moment, with ${[...new Set(headers.map(say))].join(" and ")}; the stream was at version ${String(version)}. These are their answers, and how many events were stored.`,
          expected: { ...expected, stored: expected["success"] },
          received: { ...received, stored },
        };
      },
    };
  };

rule("create-once", async ({ exercise, check, step, scenario, attack }) => {
  const headers = { "if-none-match": "*" };
  {
    step("nothing is there yet");
    const shop = open(exercise, 0);
    const answer = await send(shop, check, add(1), headers);
    check.that(
      isSuccess(answer) && answer.headers.etag === '"1"',
      "Nothing was there, and the command should have made it, at version 1.",
      {
        received: answer,
      },
    );
    check.equal(shop.store.stream("mugs").currentVersion, 1, "The answer was a success, and nothing was stored.");
  }
  for (const truncated of [false, true])
    for (const command of COMMANDS) {
      scenario(`the stream is at version 3${truncated ? ", and all of its events are truncated" : ""}`);
      const shop = open(exercise, 3);
      if (truncated) await shop.store.truncateBefore("mugs", 9);
      await turnsAway(shop, check, { command, headers, status: 412, why: "there is something already." });
    }
  for (const ifMatch of ['"3"', "*"]) {
    scenario("the stream is at version 3, and all of its events are truncated");
    const shop = open(exercise, 3);
    await shop.store.truncateBefore("mugs", 9);
    const answer = await send(shop, check, add(1), { "if-match": ifMatch });
    check.equal(
      answer.headers.etag,
      '"4"',
      `Sent with If-Match: ${ifMatch}: a stream exists, and has its version, also when its events are gone.`,
    );
  }
  for (const version of [0, 3])
    for (const ifMatch of ['"3"', "*"]) {
      scenario(`the stream is at version ${String(version)}; both header fields are sent`);
      await turnsAway(open(exercise, version), check, {
        command: add(1),
        headers: { "if-match": ifMatch, ...headers },
        status: 412,
        why: "one of the two asks that something is there, and the other that nothing is. Both cannot hold.",
      });
    }
  scenario("two clients create the same stream at the same moment");
  await attack(atOnce(0, [headers, headers], { success: 1, "412": 1 }));
});

rule("refusal-is-409", async ({ exercise, check, scenario }) => {
  for (const [version, headers] of [
    [3, { "if-match": '"3"' }],
    [3, { "if-match": "*" }],
    [3, {}],
    [0, {}],
    [0, { "if-none-match": "*" }],
  ] as const) {
    scenario(`the stream is at version ${String(version)}; more is asked for than is left`);
    await turnsAway(open(exercise, version), check, {
      command: reserve("r1", 99),
      headers,
      status: 409,
      why: "what the client asked for holds, and the business refuses the command.",
    });
  }
  for (const headers of [{}, { "if-match": "*" }]) {
    scenario("the stream is at version 3; somebody else is faster, so often that the handler gives up");
    const answer = await send(open(exercise, 3, { rivals: 9 }), check, add(1), headers);
    check.equal(
      answer.status,
      409,
      `Sent with ${say(headers)}: the client has named no version, so nothing that it asked for is wrong. The handler gave up after too many conflicts.`,
    );
  }
  {
    scenario("the handler found a conflict, of which it knows no details");
    const conflict = new ConcurrencyError("Somebody else was faster.");
    const { store } = open(exercise, 3);
    const handle = () => Promise.reject(conflict);
    const endpoint = exercise.createCommandEndpoint({ store, handle, precondition: "optional" });
    const answer = await send({ store, endpoint }, check, add(1), {});
    check.equal(answer.status, 409, "The client has named no version, and the handler found a conflict.");
  }
  const sunday = Object.assign(new Error("Mugs are not sold on Sundays, and nobody thought of that."), {
    code: "SUNDAY",
  });
  const broken = {
    ...stock,
    decide: (): never => {
      throw sunday;
    },
  };
  for (const headers of [{}, { "if-match": '"3"' }, { "if-match": "*" }] as const) {
    scenario("the decider fails with an error that is no CommandRefused");
    await check.fails(
      () => open(exercise, 3, { decider: broken }).endpoint({ streamId: "mugs", command: add(1), headers }),
      (error) => error === sunday,
      `Sent with ${say(headers)}: the error is the shop's, and not the client's. The endpoint should reject with it, so that the server answers 500 and somebody hears of it.`,
    );
    for (const call of ["read", "append"] as const) {
      scenario(`the connection to the store is lost during ${call}`);
      const shop = open(exercise, 3);
      const lost = Object.assign(shop.store.failNext(call), { code: "ECONNRESET" });
      await check.fails(
        () => shop.endpoint({ streamId: "mugs", command: add(1), headers }),
        (error) => error === lost,
        `Sent with ${say(headers)}: nobody knows what became of the command. The endpoint should reject with the store's error, and not answer for it.`,
      );
    }
  }
});

rule("race-is-412", async ({ exercise, check, scenario, attack }) => {
  for (const [version, headers] of [
    [3, { "if-match": '"3"' }],
    [3, { "if-match": '"2", "3"' }],
    [0, { "if-none-match": "*" }],
  ] as const) {
    scenario(`the stream is at version ${String(version)}; right before the append, somebody else writes`);
    const shop = open(exercise, version, { rivals: 1 });
    const answer = await send(shop, check, add(1), headers);
    check.equal(
      { answer: isSuccess(answer) ? "handled" : answer.status, version: shop.store.stream("mugs").currentVersion },
      { answer: 412, version: version + 1 },
      `Sent with ${say(headers)}: it held when the endpoint looked, and not any more when it came to the append. This is what became of the command, and the stream's version.`,
    );
  }
  for (const headers of [{}, { "if-match": "*" }] as const) {
    scenario("the stream is at version 3; right before the append, somebody else writes");
    const answer = await send(open(exercise, 3, { rivals: 1 }), check, add(1), headers);
    check.equal(
      { answer: isSuccess(answer) ? "handled" : answer.status, etag: answer.headers.etag },
      { answer: "handled", etag: '"5"' },
      `Sent with ${say(headers)}: the client has named no version, so what somebody else writes is no reason to turn it away. The handler can decide again. This is what became of the command, and its tag.`,
    );
  }
  {
    scenario("the stream is at version 3; one process answers two requests at the same moment, with two tags");
    const shop = open(exercise, 3);
    const [stale, current] = await Promise.all(
      ['"2"', '"3"'].map((tag) => send(shop, check, reserve(tag), { "if-match": tag })),
    );
    check.equal(
      [stale?.status, current !== undefined && isSuccess(current), shop.store.stream("mugs").currentVersion],
      [412, true, 4],
      'Of two requests at the same moment, If-Match: "2" does not hold, and If-Match: "3" does. These are the status of the first, whether the second was a success, and the stream\'s version.',
    );
  }
  {
    scenario(
      "the stream is at version 3; one process answers two requests at the same moment; somebody else is faster",
    );
    const shop = open(exercise, 3, { rivals: 9 });
    const [named, none] = await Promise.all(
      [{ "if-match": '"3"' }, { "if-match": "*" }].map((headers) => send(shop, check, add(1), headers)),
    );
    check.equal(
      [named?.status, none?.status],
      [412, 409],
      'Both requests ended with a conflict. That with If-Match: "3" had named a version, and that with If-Match: * had not. These are their answers.',
    );
  }
  scenario("two clients send a command with the same tag at the same moment");
  await attack(atOnce(3, [{ "if-match": '"3"' }, { "if-match": '"3"' }], { success: 1, "412": 1 }));
  scenario("two clients that name no version send a command at the same moment");
  await attack(atOnce(3, [{ "if-match": "*" }, {}], { success: 2 }));
});
