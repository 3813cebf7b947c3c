import * as exercise from "#exercise/06-repository/2-handle-command";
import { rulesFor, storeAtHand, testIds } from "#spec";
import { CommandRefused, type EventStoreClient } from "eventlings";
import fc from "fast-check";
import { handlerOf, isConflict, prepare, rush, saysOf } from "./handlers.ts";
import { add, added, contested, followed, reserve, rival, stock, type StockCommand, type StockState } from "./stock.ts";

const rule = rulesFor("repository/handle-command", exercise);

const anyCommand: fc.Arbitrary<StockCommand> = fc.oneof(
  fc.record({ type: fc.constant("AddStock" as const), quantity: fc.integer({ min: 1, max: 3 }) }),
  fc.record({
    type: fc.constant("Reserve" as const),
    reservation: fc.constantFrom("r1", "r2", "r3", "r4"),
    quantity: fc.integer({ min: 1, max: 2 }),
  }),
);

rule("decides-and-appends", async ({ exercise, check, step, scenario, forAll, settle }) => {
  for (const before of [3, 9]) {
    scenario(`the stock of mugs has three events, and ${before === 3 ? "the first two" : "all"} are truncated`);
    const { store, handle } = prepare(exercise);
    await store.fill("mugs", added(1, 1, 1)).truncateBefore("mugs", before);
    step("add one mug");
    const outcome = await check.succeeds(
      () => handle("mugs", add(1)),
      "Nobody else had written, and the command was not handled. (The stream's version is not how many events are left in it.)",
    );
    check.equal(
      [outcome.streamPosition, store.stream("mugs").events.map(({ streamPosition }) => streamPosition)],
      [4, before === 3 ? [3, 4] : [4]],
      "The stream's version is not how many events are left in it. The new event should be at position 4.",
    );
  }
  {
    scenario("a stream of 1,100 events, each of which added one mug; reserve them all");
    const { store, handle } = prepare(exercise);
    store.fill("mugs", added(...Array.from({ length: 1_100 }, () => 1)));
    await check.succeeds(
      () => handle("mugs", reserve("r1", 1_100)),
      "1,100 mugs are there, and the command was not handled: it was not decided on all events of its stream.",
    );
  }
  {
    scenario("1 mug is left; reserve 5; somebody else adds 4; reserve 5 again, with the same handler");
    const { store, handle } = prepare(exercise);
    store.fill("mugs", added(1));
    await check.fails(
      () => handle("mugs", reserve("r1", 5)),
      () => true,
      "Five mugs were reserved, and one was left.",
    );
    for (let count = 0; count < 4; count += 1) rival(store);
    await check.succeeds(
      () => handle("mugs", reserve("r1", 5)),
      "Somebody else had added mugs since the handler's last command. By now five are left, and the command was decided on an older state.",
    );
    step("somebody else adds one; reserve it");
    rival(store);
    await check.succeeds(
      () => handle("mugs", reserve("r2", 1)),
      "Somebody else had added a mug since the handler's last command, and the command was decided on an older state.",
    );
  }
  {
    scenario("add one mug; right after the append, somebody else adds another");
    const base = storeAtHand().fill("mugs", added(1));
    const { handle } = prepare(exercise, { store: followed(base, "append") });
    const outcome = await check.succeeds(
      () => handle("mugs", add(1)),
      "Nobody wrote before the append, and the command was not handled.",
    );
    check.equal(
      outcome.streamPosition,
      2,
      "The command's event is at position 2. The caller heard of a position that is somebody else's: it would take what they wrote for its own.",
    );
  }
  {
    scenario("the decider freezes what it returns");
    const store = storeAtHand();
    const decider = {
      ...stock,
      decide: (...asked: Parameters<typeof stock.decide>) =>
        Object.freeze(stock.decide(...asked).map((event) => Object.freeze(event))),
    };
    const handle = exercise.createCommandHandler({ store, decider, ids: testIds(), maxAttempts: 3 });
    await check.succeeds(
      () => handle("mugs", add(1)),
      "The decider's events are frozen, and the command was not handled. They are the decider's; what is appended has to be a copy with an id.",
    );
  }
  scenario("handle some commands, one after the other");
  await forAll(
    fc.array(fc.tuple(fc.constantFrom("mugs", "plates"), anyCommand), { minLength: 1, maxLength: 7 }),
    async (commands) => {
      await settle();
      const made = testIds();
      const handedOut: string[] = [];
      const ids = { next: () => (handedOut.push(made.next()), handedOut.at(-1) ?? "") };
      const store = storeAtHand();
      const handle = exercise.createCommandHandler({ store, decider: stock, ids, maxAttempts: 3 });
      for (const [streamId, command] of commands) {
        step(`${streamId}: ${JSON.stringify(command)}`);
        const before = store.stream(streamId);
        const state = before.events.reduce<StockState>(
          (before, event) => stock.evolve(before, event as never),
          stock.initialState(),
        );
        let expected: readonly unknown[];
        try {
          expected = stock.decide(command, state);
        } catch {
          await check.fails(
            () => handle(streamId, command),
            () => true,
            "The command should have been refused, and was handled.",
          );
          expected = [];
        }
        const isRefused = expected.length === 0;
        const outcome = isRefused
          ? undefined
          : await check.succeeds(
              () => handle(streamId, command),
              "Nobody else had written, and the command was not handled.",
            );
        const after = store.stream(streamId).events;
        check.equal(
          saysOf(after.slice(before.currentVersion)),
          expected,
          "The events that follow from the command in this state should be in the stream, in order, and no others.",
        );
        if (outcome === undefined) continue;
        check.equal(
          { streamPosition: outcome.streamPosition, globalPosition: outcome.globalPosition },
          { streamPosition: after.length, globalPosition: after.at(-1)?.globalPosition },
          "The caller should hear the positions of the last event that followed from its command.",
        );
      }
      const stored = store.all().map(({ id }) => id);
      check.that(
        new Set(stored).size === stored.length && stored.every((id) => handedOut.includes(id)),
        "Every event should have an id of its own, made by the port ids. These are the ids that are stored: two events share one, or one is from elsewhere.",
        { received: stored },
      );
    },
    { runs: 1000 },
  );
});

rule("no-events-no-append", async ({ exercise, check, step, scenario }) => {
  for (const [command, events] of [
    [{ type: "Look" }, []],
    [{ type: "Look" }, [2, 1]],
    [{ type: "Look" }, [2, 1, 4, 4]],
  ] as const)
    for (const expectedVersion of [undefined, events.length]) {
      scenario(`a stream at version ${String(events.length)}; a command from which nothing follows`);
      if (expectedVersion !== undefined) step("the caller expects that very version");
      const { store, handle } = prepare(exercise);
      store.fill("plates", added(1, 1, 1, 1, 1));
      if (events.length > 0)
        store.fill(
          "mugs",
          added(...events).map((event) => ({ ...event, id: `mug ${event.id}` })),
        );
      store.calls.length = 0;
      const outcome = await check.succeeds(
        () => handle("mugs", command, expectedVersion === undefined ? undefined : { expectedVersion }),
        "Nothing follows from the command. That is no error, and it was rejected.",
      );
      check.equal(
        store.calls.filter(({ call }) => call === "append"),
        [],
        "Nothing follows from the command, and the store was asked to append nothing.",
      );
      check.equal(
        { streamPosition: outcome.streamPosition, globalPosition: outcome.globalPosition },
        { streamPosition: events.length, globalPosition: undefined },
        "Nothing was appended. The caller should hear at which version the stream stands, and no global position.",
      );
    }
  {
    scenario(
      "a stream at version 4, of which the first two events are truncated; a command from which nothing follows",
    );
    const { store, handle } = prepare(exercise);
    await store.fill("mugs", added(2, 1, 4, 4)).truncateBefore("mugs", 3);
    const { streamPosition } = await check.succeeds(
      () => handle("mugs", { type: "Look" }),
      "Nothing follows from the command. That is no error, and it was rejected.",
    );
    check.equal(
      streamPosition,
      4,
      "The stream is at version 4, and two of its events are left. The caller heard otherwise.",
    );
  }
  scenario("add one mug; somebody else adds one; a command from which nothing follows; the same two once more");
  const { store, handle } = prepare(exercise);
  await check.succeeds(() => handle("mugs", add(1)), "Nobody else had written, and the command was not handled.");
  for (const version of [2, 3]) {
    rival(store);
    const { streamPosition } = await check.succeeds(
      () => handle("mugs", { type: "Look" }),
      "Nothing follows from the command. That is no error, and it was rejected.",
    );
    check.equal(
      streamPosition,
      version,
      "Somebody else had written since the handler's last command. The caller heard where the stream stood before that.",
    );
  }
});

rule("fresh-decision", async ({ exercise, check, step, scenario, attack }) => {
  {
    step("3 mugs are left; reserve one; before it is appended, somebody else takes one");
    const base = storeAtHand().fill("mugs", added(3));
    const { handle, decisions } = prepare(exercise, { store: contested(base, 1) });
    const outcome = await check.succeeds(
      () => handle("mugs", reserve("r1")),
      "Somebody else was faster, and two mugs were still left. The command should have been decided again, and was rejected.",
    );
    check.equal(
      saysOf(base.stream("mugs").events).at(-1),
      { type: "StockReserved", data: { reservation: "r1", quantity: 1, basedOn: 2 } },
      "Somebody else was faster. The decision that is stored was not made on what is there now (basedOn says how many events it has seen).",
    );
    check.equal(decisions.at(-1)?.left, 2, "The last decision was not made on the two mugs that were left by then.");
    check.equal(outcome.streamPosition, 3, "The outcome does not say where the event of the last attempt is.");
  }
  {
    scenario("1 mug is left; reserve it; before it is appended, somebody else takes it");
    const base = storeAtHand().fill("mugs", added(1));
    const { handle } = prepare(exercise, { store: contested(base, 1) });
    await check.fails(
      () => handle("mugs", reserve("r1")),
      (error) => error instanceof CommandRefused,
      "The last mug was taken by somebody else. Decided again, the command is refused, and the caller should hear that.",
    );
    check.equal(base.stream("mugs").events.length, 2, "The last mug was sold twice.");
  }
  {
    scenario("1 mug is left; somebody reserves r1; send the same reservation r1 while it is under way");
    const base = storeAtHand().fill("mugs", added(5));
    let isFirst = true;
    const store = {
      ...base,
      append: async (...[streamId, events, expected]: Parameters<EventStoreClient["append"]>) => {
        if (isFirst)
          base.fill("mugs", [
            { id: "twin", type: "StockReserved", data: { reservation: "r1", quantity: 1, basedOn: 1 } },
          ]);
        isFirst = false;
        return base.append(streamId, events, expected);
      },
    };
    const { handle } = prepare(exercise, { store });
    const outcome = await check.succeeds(
      () => handle("mugs", reserve("r1")),
      "By the second decision the reservation was there already, so nothing follows any more. That is no error.",
    );
    check.equal(
      [base.stream("mugs").currentVersion, outcome.streamPosition],
      [2, 2],
      "By the second decision the reservation was there already, so nothing should be appended any more.",
    );
  }
  {
    scenario("nothing is there yet; add a mug; before it is appended, somebody else is the first");
    const base = storeAtHand();
    const { handle } = prepare(exercise, { store: contested(base, 1) });
    const outcome = await check.succeeds(
      () => handle("mugs", add(1)),
      "Somebody else made the stream first. That is a conflict like any other: the command should have been decided again, and was rejected.",
    );
    check.equal(
      [outcome.streamPosition, saysOf(base.stream("mugs").events).at(-1)],
      [2, { type: "StockAdded", data: { quantity: 1, basedOn: 1 } }],
      "Somebody else made the stream first. The decision that is stored was made on a stream that was not there (basedOn says how many events it has seen).",
    );
  }
  scenario("two shops reserve the last mug at the same moment");
  await attack(rush(1, [["r1"], ["r2"]]));
  scenario("two shops reserve three mugs at the same moment, one of them two at once; two are left");
  await attack(rush(2, [["r1", "r2"], ["r3"]]));
  scenario("three shops reserve a mug at the same moment; two are left");
  await attack(rush(2, [["r1"], ["r2"], ["r3"]]));
});

const times = (count: number): string => ["never", "once", "twice"][count] ?? `${String(count)} times`;

const decided = (maxAttempts: number, decisions: number): string =>
  `maxAttempts is ${String(maxAttempts)}: a command may be decided ${times(maxAttempts)}. This one was decided ${times(decisions)}.`;

rule("bounded", async ({ exercise, check, step, scenario }) => {
  for (const maxAttempts of [1, 2, 5]) {
    {
      scenario(`maxAttempts is ${String(maxAttempts)}; somebody else is faster every time`);
      const base = storeAtHand().fill("mugs", added(100));
      const { handle, decisions } = prepare(exercise, { store: contested(base, maxAttempts + 20), maxAttempts });
      for (const count of [1, 2]) {
        step(`reservation ${String(count)}`);
        decisions.length = 0;
        await check.fails(
          () => handle("mugs", reserve(`r${String(count)}`)),
          isConflict,
          `${maxAttempts === 1 ? "In the one attempt that was allowed" : `In each of the ${String(maxAttempts)} attempts that were allowed`}, somebody else was faster. The command should end with a ConcurrencyError.`,
        );
        check.equal(decisions.length, maxAttempts, decided(maxAttempts, decisions.length));
      }
    }
    scenario(`maxAttempts is ${String(maxAttempts)}; somebody else is faster in every attempt but the last`);
    const base = storeAtHand().fill("mugs", added(100));
    const { handle, decisions } = prepare(exercise, { store: contested(base, maxAttempts - 1), maxAttempts });
    await check.succeeds(
      () => handle("mugs", reserve("r1")),
      "The last attempt that was allowed would have gone through, and the command was rejected before it.",
    );
    check.equal(decisions.length, maxAttempts, decided(maxAttempts, decisions.length));
  }
});

rule("callers-version", async ({ exercise, check, step, scenario }) => {
  for (const [version, expectedVersion, truncated] of [
    [0, 0, false],
    [2, 2, false],
    [2, 2, true],
  ] as const) {
    scenario(
      `a stream at version ${String(version)}${truncated ? ", all of whose events are truncated" : ""}; add stock, expecting version ${String(expectedVersion)}`,
    );
    const { store, handle } = prepare(exercise);
    if (version > 0) store.fill("mugs", added(1, 1));
    if (truncated) await store.truncateBefore("mugs", 9);
    await check.succeeds(
      () => handle("mugs", add(1), { expectedVersion }),
      "The stream is where the caller expects it to be, and the command was rejected.",
    );
    check.equal(store.stream("mugs").currentVersion, version + 1, "The command's event was not appended.");
  }
  for (const [what, command] of [
    ["a command that would be accepted", add(1)],
    ["a command that the business would refuse", reserve("r1", 99)],
    ["a command from which nothing would follow", { type: "Look" }],
  ] as const)
    for (const [version, expectedVersion] of [
      [2, 1],
      [2, 3],
      [2, 0],
      [0, 1],
    ] as const) {
      scenario(`a stream at version ${String(version)}; the caller expects version ${String(expectedVersion)}`);
      step(what);
      const { store, handle } = prepare(exercise, { maxAttempts: 50 });
      if (version > 0) store.fill("mugs", added(1, 1));
      await check.fails(
        () => handle("mugs", command, { expectedVersion }),
        isConflict,
        "The caller decided on another version than the one that is there. It should get a ConcurrencyError, whatever would become of its command now.",
      );
      check.equal(
        store.stream("mugs").currentVersion,
        version,
        "The command was to be rejected, and something was appended.",
      );
      check.that(
        store.calls.length <= 5,
        `The stream was not where the caller expected it. That will not change any more, and the store was called ${String(store.calls.length)} times.`,
      );
    }
  {
    scenario("add one mug; somebody else adds one; the caller has seen that, and expects version 2");
    const { store, handle } = prepare(exercise);
    await check.succeeds(() => handle("mugs", add(1)), "Nobody else had written, and the command was not handled.");
    rival(store);
    await check.succeeds(
      () => handle("mugs", add(1), { expectedVersion: 2 }),
      "The stream is at version 2, as the caller expects. The handler held that against an older version, from its last command.",
    );
  }
  {
    scenario("a stream at version 1, as the caller expects; right after the first read, somebody else writes");
    const base = storeAtHand().fill("mugs", added(9));
    const { handle } = prepare(exercise, { store: followed(base, "read"), maxAttempts: 50 });
    await check.fails(
      () => handle("mugs", reserve("r1"), { expectedVersion: 1 }),
      isConflict,
      "The caller decided on version 1. That was there at the first read and not any more at the append: the version was checked on one read, and the command was decided on another.",
    );
  }
  for (const version of [0, 1]) {
    scenario(`a stream at version ${String(version)}, as the caller expects; before the append, somebody else writes`);
    const base = storeAtHand();
    if (version === 1) base.fill("mugs", added(9));
    const { handle, decisions } = prepare(exercise, { store: contested(base, 1), maxAttempts: 50 });
    await check.fails(
      () => handle("mugs", version === 1 ? reserve("r1") : add(1), { expectedVersion: version }),
      isConflict,
      `The caller decided on version ${String(version)}, and somebody else wrote before the append. Nobody but the caller can decide again.`,
    );
    check.equal(base.stream("mugs").currentVersion, version + 1, "Only what somebody else wrote should be there.");
    check.equal(
      decisions.length,
      1,
      "The caller named a version. Its command should be decided on that one, and on no other.",
    );
    check.that(
      base.calls.length <= 5,
      `The conflict will not go away, and the store was called ${String(base.calls.length)} times.`,
    );
  }
});

rule("refusals-are-final", async ({ exercise, check, step, scenario }) => {
  for (const [what, thrown] of [
    ["a CommandRefused", new CommandRefused("OUT_OF_STOCK", "Nothing is left.")],
    ["an error of its own", new Error("Mugs are not sold on Sundays.")],
    ["a string", "no"],
  ] as const)
    for (const expectedVersion of [undefined, 1]) {
      scenario(`decide throws ${what}`);
      if (expectedVersion !== undefined) step("the caller expects the version that is there");
      const store = storeAtHand().fill("mugs", added(1));
      let decisions = 0;
      const decider = {
        ...stock,
        decide(): never {
          decisions += 1;
          throw thrown;
        },
      };
      const handle = exercise.createCommandHandler({ store, decider, ids: testIds(), maxAttempts: 3 });
      await check.fails(
        () => handle("mugs", add(1), expectedVersion === undefined ? {} : { expectedVersion }),
        (error) => error === thrown,
        `decide threw ${what}. The caller should get that, and nothing else.`,
      );
      check.equal(
        decisions,
        1,
        `The command was refused at once. It was decided ${String(decisions)} times all the same.`,
      );
      check.equal(store.stream("mugs").currentVersion, 1, "The command was refused, and something was appended.");
    }
});

rule("store-errors-pass-on", async ({ exercise, check, step, scenario, attack }) => {
  for (const [call, when, stored] of [
    ["read", "before", 0],
    ["append", "before", 0],
    ["append", "after", 1],
  ] as const) {
    scenario(`the connection is lost during ${call}, ${when} the store has done what it was asked for`);
    const { store, handle, decisions } = prepare(exercise);
    store.fill("mugs", added(9));
    const lost = store.failNext(call, when);
    const command = reserve("r1");
    await check.fails(
      async () => {
        await handle("mugs", command);
        check.fail(
          "The connection to the store was lost, and the caller heard nothing of it: the command was tried again behind its back.",
        );
      },
      (error) => error === lost,
      "The connection to the store was lost, and the caller got another error than that: either something was tried again behind its back, or the error was made into another one.",
    );
    check.equal(
      [store.stream("mugs").currentVersion - 1, decisions.length <= 1],
      [stored, true],
      "The connection was lost, and something was tried again behind the caller's back. These are the events that are stored, and whether the command was decided at most once.",
    );
    step("send the very same command again");
    await check.succeeds(
      () => handle("mugs", command),
      "The caller sent its command again after a lost connection, and it was not handled.",
    );
    check.equal(
      saysOf(store.stream("mugs").events.slice(1)),
      [{ type: "StockReserved", data: { reservation: "r1", quantity: 1, basedOn: 1 } }],
      "The caller sent its command again after a lost connection. It should be decided on what is stored by then, so in the end the reservation is there, once.",
    );
  }
  scenario("a shop sends one command, over a connection that breaks at most once");
  await attack(
    (world) => {
      const store = world.eventStore("event store").fill("mugs", added(9));
      world.process("shop", async (me) => {
        // Its customer sees an error page, and does not try again.
        await handlerOf(
          me,
          world,
          store.for(me),
        )("mugs", add(1)).catch((error: unknown) => {
          if (!(error instanceof Error) || Reflect.get(error, "code") !== "ECONNRESET") throw error;
        });
      });
      return {
        atTheEnd() {
          const { events } = store.stream("mugs");
          if (events.length <= 2) return undefined;
          return {
            happened:
              "A shop sent one command, and an answer of the store was lost. The command was decided a second time, on a state that had its own event in it, and has had its effect twice.",
            received: saysOf(events),
          };
        },
      };
    },
    { faults: { timeouts: 1 } },
  );
});

rule("one-append", ({ attack }) =>
  attack(
    (world) => {
      const store = world.eventStore("event store").fill("mugs", added(2));
      world.process("shop", async (me) => {
        await handlerOf(me, world, store.for(me))("mugs", reserve("r1", 2));
      });
      return {
        atTheEnd() {
          const received = store.stream("mugs").events.map(({ type }) => type);
          const expected = ["StockAdded", "StockReserved", "StockRanOut"];
          if (received.join() === expected.join()) return undefined;
          return {
            happened:
              "A reservation took the last mugs: two events, one decision. The process may have died on the way; started again, it sends the same command. Half of the decision is stored.",
            expected,
            received,
          };
        },
      };
    },
    { faults: { crashes: 1 } },
  ),
);
