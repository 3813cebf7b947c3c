import * as exercise from "#exercise/04-event-store/1-append";
import { rulesFor, testClock } from "#spec";
import type { NewEvent, RecordedEvent, Subscription } from "eventlings";
import { appendMany, differenceOf, event, fromProducer, positions, saidIn, types } from "./shop-events.ts";
import { watchEnd } from "./subscription-ends.ts";

const rule = rulesFor("event-store/append", exercise);

/** Tries to change a value; a store that hands out frozen objects throws here, which is as good as a copy. */
function tryTo(change: () => void): void {
  try {
    change();
  } catch {
    // Frozen: nothing was changed.
  }
}

rule("positions-count-up", async ({ exercise, check, step }) => {
  const store = exercise.createEventStore({ clock: testClock() });
  step("append two events to order-1");
  await store.append("order-1", [event("OrderPlaced"), event("PaymentReceived")]);
  step("append one event to order-2");
  await store.append("order-2", [event("OrderPlaced")]);
  step("append one more event to order-1, and read it");
  await store.append("order-1", [event("OrderShipped")]);
  const { events } = await store.read("order-1");
  check.equal(positions(events), [1, 2, 3], "The positions in order-1 do not count 1, 2, 3.");
  check.equal(
    types(events),
    ["OrderPlaced", "PaymentReceived", "OrderShipped"],
    "The events of order-1 do not come back in the order in which they were appended.",
  );
  step("read order-1 after position 1, at most one event");
  const rest = await store.read("order-1", { after: 1, limit: 1 });
  check.equal(
    positions(rest.events),
    [2],
    "Reading after position 1 with a limit of 1 should give the event at position 2 and no other.",
  );
  step("read order-1, and then everything, at most 0 events");
  check.equal(
    [positions((await store.read("order-1", { limit: 0 })).events), types(await store.readAll({ limit: 0 }))],
    [[], []],
    "A limit of 0 was taken for no limit. It is a number like the others, and at most 0 events are none.",
  );
  step("start two appends to order-3 (two events, then one) without waiting for the first");
  await Promise.all([
    store.append("order-3", [event("OrderPlaced"), event("PaymentReceived")]),
    store.append("order-3", [event("OrderShipped")]),
  ]);
  const both = await store.read("order-3");
  check.equal(
    positions(both.events),
    [1, 2, 3],
    "Two appends were under way at the same moment. Each event should get a position of its own, without a gap.",
  );
  check.equal(
    both.currentVersion,
    3,
    "After two appends at the same moment, the stream's version is not that of its last event.",
  );
});

rule("returns-positions", async ({ exercise, check, step }) => {
  const store = exercise.createEventStore({ clock: testClock() });
  step("append two events to order-1");
  const first = await store.append("order-1", [event("OrderPlaced"), event("PaymentReceived")]);
  check.equal(first?.streamPosition, 2, "append did not return the position of the stream's last event.");
  check.equal(
    first.globalPosition,
    (await store.readAll()).at(-1)?.globalPosition,
    "Two events were appended. The global position that append returned is not that of the last of them when everything is read.",
  );
  step("append one event to order-2");
  const second = await store.append("order-2", [event("OrderPlaced")]);
  check.equal(second?.streamPosition, 1, "append to a second stream did not return the position within that stream.");
  const last = (await store.readAll()).at(-1);
  check.equal(
    second?.globalPosition,
    last?.globalPosition,
    "The global position that append returned is not the one that its last event has when everything is read.",
  );
  check.that(
    second.globalPosition > first.globalPosition,
    "A later append returned a global position that is not greater.",
    { expected: `more than ${String(first.globalPosition)}`, received: second.globalPosition },
  );
  step("append no events: to order-1 (two events), and to order-404, which was never written");
  check.equal(
    [await store.append("order-1", []), await store.append("order-404", [])].map(
      ({ streamPosition, globalPosition }) => ({ streamPosition, globalPosition }),
    ),
    [
      { streamPosition: 2, globalPosition: second.globalPosition },
      { streamPosition: 0, globalPosition: second.globalPosition },
    ],
    "An append of no events should tell where the stream and the store stand.",
  );
});

rule("all-or-nothing", async ({ exercise, check, step }) => {
  const store = exercise.createEventStore({ clock: testClock() });
  step("append one event to order-1");
  await store.append("order-1", [event("OrderPlaced")]);
  const unreadable: NewEvent = {
    ...event("OrderShipped"),
    get data(): unknown {
      throw new Error("the connection behind this lazily loaded field is gone");
    },
  };
  step("append three events of which the second cannot be copied (reading its data throws)");
  await check.fails(
    () => store.append("order-1", [event("PaymentReceived"), unreadable, event("OrderDelivered")]),
    () => true,
    "append succeeded although one of its events could not be read, so something was recorded that is not what the producer said.",
  );
  const { events, currentVersion } = await store.read("order-1");
  check.equal(types(events), ["OrderPlaced"], "The failed append left some of its events in the stream.");
  check.equal(currentVersion, 1, "The failed append moved the stream's version.");
  check.equal(
    types(await store.readAll()),
    ["OrderPlaced"],
    "The failed append left some of its events where every stream is read.",
  );
  step("append one good event and that one to order-2, which was never written");
  await check.fails(
    () => store.append("order-2", [event("OrderPlaced"), unreadable]),
    () => true,
    "append succeeded although one of its events could not be read.",
  );
  check.equal(
    (await store.read("order-2")).exists,
    false,
    "Nothing was ever recorded in order-2, only an append to it failed, and now it exists.",
  );
  step("append one good event to order-1");
  await store.append("order-1", [event("PaymentReceived")]);
  check.equal(
    positions((await store.read("order-1")).events),
    [1, 2],
    "After the failed append, the next event got the wrong position.",
  );
  step("append three events to order-3, and read it again and again while the append is under way");
  const appending = store.append("order-3", [event("OrderPlaced"), event("PaymentReceived"), event("OrderShipped")]);
  const lengths = new Set<number>();
  for (let turn = 0; turn < 10; turn += 1) lengths.add((await store.read("order-3")).events.length);
  await appending;
  check.that(
    [...lengths].every((length) => length === 0 || length === 3),
    "A reader saw a part of an append that was still under way. It should see all of its events or none.",
    { expected: "0 or 3 events at each read", received: [...lengths] },
  );
});

rule("keeps-its-own-copy", async ({ exercise, check, step }) => {
  const store = exercise.createEventStore({ clock: testClock() });
  const items = [{ sku: "mug", quantity: 1 }];
  const metadata = { correlationId: "req-1" };
  const placed = { ...event("OrderPlaced", { items }), metadata };
  const batch: NewEvent[] = [placed];
  step("append an event, then go on using the objects it was made from");
  await store.append("order-1", batch);
  const frozen = [items, items[0], batch, placed, placed.data, metadata].filter((own) => Object.isFrozen(own));
  check.equal(
    frozen,
    [],
    "append froze objects that belong to its caller, who goes on using them: the next assignment throws, far away from here. Freeze a copy, or nothing.",
  );
  items.push({ sku: "lamp", quantity: 9 });
  batch.push(event("OrderCancelled"));
  Reflect.set(placed, "type", "OrderForged");
  metadata.correlationId = "req-2";
  const [stored] = (await store.read("order-1")).events;
  check.equal(
    stored?.data,
    { items: [{ sku: "mug", quantity: 1 }] },
    "The caller added an item to its own array after append, and the recorded event changed with it.",
  );
  check.equal(
    stored?.type,
    "OrderPlaced",
    "The caller changed its own event object after append, and the recorded event changed with it.",
  );
  check.equal(
    stored?.metadata?.correlationId,
    "req-1",
    "The caller used its metadata object again for the next request, and the recorded event changed with it.",
  );
  check.equal(
    (await store.read("order-1")).events.length,
    1,
    "The caller added to the array that it had passed to append, and the stream grew.",
  );
});

rule("hands-out-copies", async ({ exercise, check, step, settle }) => {
  const store = exercise.createEventStore({ clock: testClock() });
  await store.append("order-1", [{ ...event("OrderPlaced"), metadata: { correlationId: "req-1" } }]);
  const vandalise = (events: readonly RecordedEvent[]): void => {
    const [first] = events as RecordedEvent<NewEvent<string, { items: { quantity: number }[] }>>[];
    tryTo(() => Reflect.set(first?.data.items[0] ?? {}, "quantity", 500));
    tryTo(() => Reflect.set(first ?? {}, "type", "OrderForged"));
    tryTo(() => Reflect.set(first?.metadata ?? {}, "correlationId", "req-2"));
    tryTo(() => first?.recordedAt.setUTCHours(0, 0, 0, 0));
    tryTo(() => void (events as RecordedEvent[]).pop());
  };
  const recordedAt = String((await store.read("order-1")).events[0]?.recordedAt);
  step("read order-1, and change what came back");
  vandalise((await store.read("order-1")).events);
  step("read everything, and change what came back");
  vandalise(await store.readAll());
  step("subscribe with a handler that changes what it gets");
  store.subscribe(async (one) => vandalise([one]));
  await settle();
  const { events } = await store.read("order-1");
  check.equal(
    events.length,
    1,
    "A reader took an event out of the array that it got, and the event is gone from the stream.",
  );
  check.equal(
    events[0]?.data,
    { items: [{ sku: "mug", quantity: 1 }] },
    "A reader changed the data that it got, and history changed for everyone.",
  );
  check.equal(
    events[0]?.type,
    "OrderPlaced",
    "A reader changed the event that it got, and history changed for everyone.",
  );
  check.equal(
    events[0]?.metadata?.correlationId,
    "req-1",
    "A reader changed the metadata that it got, and history changed for everyone.",
  );
  const all = await store.readAll();
  check.equal(
    [all.length, all[0]?.data, all[0]?.metadata?.correlationId],
    [1, { items: [{ sku: "mug", quantity: 1 }] }, "req-1"],
    "A reader changed what readAll gave it, and history changed for everyone.",
  );
  check.equal(
    String(all[0]?.recordedAt),
    recordedAt,
    "A reader cut the time off the recordedAt that it got, as one does to group by day, and the event is now recorded at midnight for everyone. (Object.freeze does not reach into a Date.)",
  );
});

rule("never-rewrites", async ({ exercise, check, step }) => {
  const store = exercise.createEventStore({ clock: testClock() });
  step("append two events, the second of which carries data and metadata of its own");
  await store.append("order-1", [event("BasketOpened"), fromProducer]);
  const stored = (await store.read("order-1")).events[1];
  if (stored === undefined) return check.fail("The second of two events is not there when the stream is read.");
  const difference = differenceOf(fromProducer, saidIn(stored));
  check.that(difference === undefined, `What the producer said came back as something else: ${difference ?? ""}`, {
    expected: fromProducer,
    received: saidIn(stored),
  });
});

rule("says-where-and-when", async ({ exercise, check, step }) => {
  const clock = testClock("2026-03-01T12:00:00.000Z");
  const store = exercise.createEventStore({ clock });
  step("the store is made at 12:00; append an event to order-1 at 12:01, and read it at 12:02");
  clock.advance(60_000);
  await store.append("order-1", [fromProducer]);
  clock.advance(60_000);
  const [stored] = (await store.read("order-1")).events;
  check.equal(stored?.streamId, "order-1", "The recorded event does not say which stream it is in.");
  check.equal(stored?.streamPosition, 1, "The recorded event does not carry its position in the stream.");
  check.that(typeof stored?.globalPosition === "number", "The recorded event does not carry a global position.", {
    expected: "a number",
    received: stored?.globalPosition,
  });
  check.equal(
    stored?.recordedAt,
    new Date("2026-03-01T12:01:00.000Z"),
    "recordedAt is not the time that the clock showed at the append, as a Date. The clock is asked at each append: not when the store is made, and not when it is read.",
  );
  step("append two events to the stream archive-1 at 12:02: a new one, and the one that was read from order-1");
  await store.append("archive-1", [event("ArchiveOpened"), ...(await store.read("order-1")).events]);
  const copied = (await store.read("archive-1")).events[1];
  if (copied === undefined) {
    return check.fail(
      "The event that was read from order-1 was appended to archive-1, and it is not there. This store does not look at ids: whatever is appended is recorded.",
    );
  }
  const brought =
    "An event that was read from one stream was appended to another. Where and when it was recorded is the store's to say,";
  check.equal(
    { streamId: copied.streamId, streamPosition: copied.streamPosition },
    { streamId: "archive-1", streamPosition: 2 },
    `${brought} and it kept the place that the caller had brought along.`,
  );
  check.equal(
    copied.recordedAt,
    new Date("2026-03-01T12:02:00.000Z"),
    `${brought} and its recordedAt is not the time of this append.`,
  );
  step("the clock is put back to 11:02 (clocks are); append one more event to archive-1");
  clock.advance(-3_600_000);
  await store.append("archive-1", [event("ArchiveClosed")]);
  check.equal(
    (await store.read("archive-1", { after: 2 })).events[0]?.recordedAt,
    new Date("2026-03-01T11:02:00.000Z"),
    "The clock was put back, and recordedAt is not what it showed. Positions say which event came first: the time need not, and should not be made up.",
  );
});

rule("missing-is-not-empty", async ({ exercise, check, step }) => {
  const store = exercise.createEventStore({ clock: testClock() });
  step("read a stream that was never written");
  check.equal(
    await store.read("order-404"),
    { exists: false, currentVersion: 0, events: [] },
    "A stream that was never written should not exist, at version 0.",
  );
  step('read the stream "constructor", which was never written either (an id may be any text)');
  check.equal(
    await store.read("constructor"),
    { exists: false, currentVersion: 0, events: [] },
    'Nothing was ever written to the stream "constructor". Every plain object has a `constructor`: a Map has only what was put into it.',
  );
  await appendMany(store, "order-1", 2);
  step("read order-1 (two events) after its last position");
  check.equal(
    await store.read("order-1", { after: 2 }),
    { exists: true, currentVersion: 2, events: [] },
    "A stream with nothing new to read still exists and still has a version.",
  );
  step("append no events to order-2, and truncate order-3: neither was ever written");
  // Refusing to do so is as good as doing nothing.
  await store.append("order-2", []).catch(() => undefined);
  await store.truncateBefore("order-3", 10).catch(() => undefined);
  check.equal(
    [(await store.read("order-2")).exists, (await store.read("order-3")).exists],
    [false, false],
    "order-2 got an append of no events, and order-3 was only truncated. Nothing was ever recorded in them, and still one of them exists.",
  );
  step("make a second store, and read order-1 and everything from it");
  const second = exercise.createEventStore({ clock: testClock() });
  check.equal(
    [await second.read("order-1"), await second.readAll()],
    [{ exists: false, currentVersion: 0, events: [] }, []],
    "Nothing was ever written to the second store, and it knows what was appended to the first one: they share what they keep.",
  );
});

rule("version-outlives-events", async ({ exercise, check, step }) => {
  const store = exercise.createEventStore({ clock: testClock() });
  step("append 100 events to account-1, and forget those before position 50");
  await appendMany(store, "account-1", 100);
  await store.truncateBefore("account-1", 50);
  const left = await store.read("account-1");
  check.equal(
    [left.events[0]?.streamPosition, left.events.length],
    [50, 51],
    "The first event left should be the one at position 50, and 51 should be left.",
  );
  check.equal(left.currentVersion, 100, "Forgetting old events changed the stream's version.");
  check.equal(
    (await store.readAll()).length,
    51,
    "Events that were forgotten in their stream are still there when everything is read.",
  );
  step("read what is left, after position 60, at most two events");
  check.equal(
    positions((await store.read("account-1", { after: 60, limit: 2 })).events),
    [61, 62],
    "A reader that has come to position 60 should go on at 61, whatever was forgotten before it.",
  );
  step("append one more event to account-1");
  const result = await store.append("account-1", [event("MoneyDeposited")]);
  check.equal(
    result?.streamPosition,
    101,
    "The next event after 100 should get position 101, however many were forgotten.",
  );
  step("forget those before position 70 as well, and then those before 20, which are gone already");
  await store.truncateBefore("account-1", 70);
  await store.truncateBefore("account-1", 20);
  const rest = await store.read("account-1");
  check.equal(
    [rest.events[0]?.streamPosition, rest.events.length],
    [70, 32],
    "The stream was truncated before. Now the first event left should be the one at position 70, and 32 should be left.",
  );
  step("forget everything before position 500: that is beyond the end, at 101");
  await store.truncateBefore("account-1", 500);
  check.equal(
    await store.read("account-1"),
    { exists: true, currentVersion: 101, events: [] },
    "A stream whose events are all forgotten still exists, at the version it had.",
  );
  step("append no events to account-1, and then one more");
  const none = await store.append("account-1", []);
  check.equal(
    [none.streamPosition, none.globalPosition],
    [101, result.globalPosition],
    "All events were forgotten, and then an append of none should tell where the stream and the store stand: at the last event that was ever recorded.",
  );
  const afterAll = await store.append("account-1", [event("MoneyDeposited")]);
  check.equal(
    [afterAll.streamPosition, positions((await store.read("account-1")).events)],
    [102, [102]],
    "All events up to 101 were forgotten. The next one should get position 102, and be there when the stream is read.",
  );
  check.that(
    afterAll.globalPosition > result.globalPosition,
    "All events were forgotten, and the next one got a global position that was given out before.",
    { expected: `more than ${String(result.globalPosition)}`, received: afterAll.globalPosition },
  );
});

rule("one-order-over-all", async ({ exercise, check, step }) => {
  const clock = testClock();
  const store = exercise.createEventStore({ clock });
  step("append to order-1, payment-1, order-1 and stock-1 in turn");
  await store.append("order-1", [event("OrderPlaced")]);
  await store.append("payment-1", [event("PaymentReceived"), event("ReceiptSent")]);
  await store.append("order-1", [event("OrderShipped")]);
  step("before the last one, the clock is put back by a second (clocks are)");
  clock.advance(-1000);
  await store.append("stock-1", [event("StockReserved")]);
  const all = await store.readAll();
  check.equal(
    types(all),
    ["OrderPlaced", "PaymentReceived", "ReceiptSent", "OrderShipped", "StockReserved"],
    "readAll does not give the events of all streams in the order in which they were appended.",
  );
  const globals = all.map(({ globalPosition }) => globalPosition);
  check.that(
    globals.every((position, index) => index === 0 || position > (globals[index - 1] ?? 0)),
    "Global positions should grow with every event, whatever stream it is in.",
    { received: globals },
  );
  step("read everything after the second event, at most two events");
  const page = await store.readAll({ after: globals[1] ?? 0, limit: 2 });
  check.equal(
    types(page),
    ["ReceiptSent", "OrderShipped"],
    "readAll does not go on right after the global position that it was given.",
  );
  step("forget both events of payment-1, and read after the second event once more");
  await store.truncateBefore("payment-1", 3);
  check.equal(
    (await store.readAll({ after: globals[1] ?? 0 })).map((one) => [one.type, one.globalPosition]),
    [
      ["OrderShipped", globals[3]],
      ["StockReserved", globals[4]],
    ],
    "After old events were forgotten, readAll does not go on after the global position that it was given, or the positions of the others have changed.",
  );
});

rule("subscriber-misses-nothing", async ({ exercise, check, step, scenario, settle }) => {
  const store = exercise.createEventStore({ clock: testClock() });
  await store.append("order-1", [event("OrderPlaced"), event("PaymentReceived")]);
  const first = (await store.readAll())[0]?.globalPosition ?? 0;
  const seen: string[] = [];
  const late: string[] = [];
  step("subscribe from the start, and from after the first event; two events are stored already");
  store.subscribe(async ({ type }) => void seen.push(type));
  store.subscribe(async ({ type }) => void late.push(type), { after: first });
  step("append one event at once, and one more when all is quiet");
  await store.append("order-2", [event("OrderShipped")]);
  await settle();
  await store.append("order-1", [event("OrderDelivered")]);
  await settle();
  check.equal(
    seen,
    ["OrderPlaced", "PaymentReceived", "OrderShipped", "OrderDelivered"],
    "A subscriber from the start should get every event once, in order: the stored ones, then the new ones.",
  );
  check.equal(
    late,
    ["PaymentReceived", "OrderShipped", "OrderDelivered"],
    "A subscriber from after the first event should get all the later ones, and not that one.",
  );
  step("subscribe once more; while the handler is at the first stored event, it appends two itself");
  const during: string[] = [];
  const third = store.subscribe(async ({ type }) => {
    during.push(type);
    if (during.length === 1) await store.append("stock-1", [event("StockReserved"), event("StockPicked")]);
  });
  await settle();
  third.stop();
  check.equal(
    during,
    ["OrderPlaced", "PaymentReceived", "OrderShipped", "OrderDelivered", "StockReserved", "StockPicked"],
    "Two events were appended while a subscriber was still at the stored ones. They should come after those, once.",
  );
  step("subscribe to a new store; when all is quiet, append an event whose handler appends another, and waits for it");
  const reacting = exercise.createEventStore({ clock: testClock() });
  const reactions: string[] = [];
  reacting.subscribe(async ({ type }) => {
    reactions.push(type);
    if (type !== "OrderPlaced") return;
    await reacting.append("stock-1", [event("StockReserved")]);
    reactions.push("appended");
  });
  await settle();
  await reacting.append("order-1", [event("OrderPlaced")]);
  await settle();
  check.equal(
    reactions,
    ["OrderPlaced", "appended", "StockReserved"],
    "A handler appended an event to the store that it subscribes to, and waited for that append. It should be done at once, and the subscriber get that event when its handler has finished.",
  );
  step("subscribe once more; forget old events while the handler is at the second one, then append");
  const afterwards: string[] = [];
  store.subscribe(async ({ type }) => {
    afterwards.push(type);
    if (type === "PaymentReceived") await store.truncateBefore("order-1", 3);
  });
  await settle();
  await store.append("order-2", [event("OrderDelivered")]);
  await settle();
  check.equal(
    afterwards,
    [
      "OrderPlaced",
      "PaymentReceived",
      "OrderShipped",
      "OrderDelivered",
      "StockReserved",
      "StockPicked",
      "OrderDelivered",
    ],
    "While a subscriber was at the second event, the two before it were forgotten. It should go on with the third one and miss none of those that are left.",
  );
  step("append 150 events to audit-1, forget them, append once more, and subscribe from the start");
  await appendMany(store, "audit-1", 150);
  await store.truncateBefore("audit-1", 151);
  await store.append("order-3", [event("OrderPlaced")]);
  const left: string[] = [];
  store.subscribe(async ({ type }) => void left.push(type));
  await settle();
  check.equal(
    left,
    ["OrderShipped", "OrderDelivered", "StockReserved", "StockPicked", "OrderDelivered", "OrderPlaced"],
    "The first two events were forgotten, and later 150 in a row: that leaves gaps between the global positions. A new subscriber should get all that is left.",
  );
  for (let turns = 0; turns <= 10; turns += 1) {
    scenario("subscribe to an empty store, and append one event while the subscription is only just settling down");
    const empty = exercise.createEventStore({ clock: testClock() });
    const fromNothing: string[] = [];
    empty.subscribe(async ({ type }) => void fromNothing.push(type));
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    await empty.append("order-1", [event("OrderPlaced")]);
    await settle();
    check.equal(
      fromNothing,
      ["OrderPlaced"],
      "One event was appended just after the subscription had found nothing to deliver, and the subscriber never got it. Between finding nothing and listening, there was a moment in which nobody listened.",
    );
  }
});

rule("stops-when-told", async (context) => {
  const { exercise, check, step, settle } = context;
  const store = exercise.createEventStore({ clock: testClock() });
  await store.append("order-1", [event("OrderPlaced"), event("PaymentReceived")]);
  const seen: string[] = [];
  step("subscribe, and stop when all is quiet");
  const subscription = store.subscribe(async ({ type }) => void seen.push(type));
  const ended = watchEnd(context, subscription);
  await settle();
  subscription.stop();
  await ended(
    { reason: "stopped" },
    "The subscription was stopped while there was nothing to deliver, and `ended` did not say so. A service that waits for it before it shuts down would wait for the next append.",
  );
  step("stop it once more, and append once more");
  await check.succeeds(
    () => subscription.stop(),
    "stop threw because the subscription had been stopped already. Whoever shuts a service down need not know who was there before.",
  );
  await store.append("order-1", [event("OrderShipped")]);
  await settle();
  check.equal(
    seen,
    ["OrderPlaced", "PaymentReceived"],
    "The subscription should get the two events from before it was stopped, and no other.",
  );
  await ended({ reason: "stopped" });
  step("subscribe from the start; three events are stored");
  let returned = false;
  let tooEarly = false;
  store.subscribe(async () => void (tooEarly ||= !returned));
  returned = true;
  await settle();
  check.that(
    !tooEarly,
    "The handler was called before `subscribe` had returned: its caller had no subscription yet that it could stop.",
  );
  step("subscribe from the start and stop at once; and subscribe with a handler that stops at the first event");
  let stopped = 0;
  store.subscribe(async () => void (stopped += 1)).stop();
  let own: Subscription | undefined = undefined as Subscription | undefined;
  let untilStopped = 0;
  own = store.subscribe(async () => {
    untilStopped += 1;
    own?.stop();
  });
  await settle();
  check.equal(stopped, 0, "A subscription that was stopped before its first event got an event all the same.");
  check.equal(untilStopped, 1, "A handler that stopped its subscription at the first event got more.");
  step("stop a subscription while its handler is at an event");
  let finish = (): void => undefined;
  const busy = store.subscribe(() => new Promise<void>((resolve) => (finish = resolve)));
  await settle();
  let over = false;
  void busy.ended.then(() => (over = true));
  busy.stop();
  await settle();
  check.that(
    !over,
    "`ended` said that the subscription was over while an event was still being handled. Whoever closes the database then pulls it away under the handler.",
  );
  finish();
  await settle();
  check.that(over, "The subscription was stopped and its last event is handled, and `ended` has not settled.");
});

rule("one-at-a-time", async ({ exercise, check, step, settle }) => {
  const store = exercise.createEventStore({ clock: testClock() });
  const log: string[] = [];
  const open: (() => void)[] = [];
  step("subscribe with a handler that takes its time, and append three events");
  store.subscribe(async ({ type }) => {
    log.push(`begin ${type}`);
    await new Promise<void>((resolve) => open.push(resolve));
    log.push(`end ${type}`);
  });
  let appended = 0;
  const append = (...names: readonly string[]): void =>
    void store
      .append(
        "order-1",
        names.map((type) => event(type)),
      )
      .then(() => (appended += 1));
  append("OrderPlaced", "PaymentReceived", "OrderShipped");
  await settle();
  step("append one more while the handler is at the first one");
  append("OrderDelivered");
  await settle();
  check.equal(
    appended,
    2,
    "append did not come back while a subscriber was busy. A slow read model would hold up every order.",
  );
  check.equal(log, ["begin OrderPlaced"], "A second event was handed over before the handler had finished the first.");
  step("let the handler finish, one event after the other");
  for (let turn = 0; turn < 3; turn += 1) {
    open[turn]?.();
    await settle();
  }
  check.equal(
    log.slice(0, 6),
    [
      "begin OrderPlaced",
      "end OrderPlaced",
      "begin PaymentReceived",
      "end PaymentReceived",
      "begin OrderShipped",
      "end OrderShipped",
    ],
    "The handler did not get the events one after the other.",
  );
});

rule("failed-handler-is-told", async (context) => {
  const { exercise, check, step, settle } = context;
  const store = exercise.createEventStore({ clock: testClock() });
  const seen: string[] = [];
  step("append three events, and subscribe with a handler that fails on the second");
  await store.append("order-1", [event("OrderPlaced"), event("PaymentReceived"), event("OrderShipped")]);
  const [first, second] = (await store.readAll()).map(({ globalPosition }) => globalPosition);
  const subscription = store.subscribe(async ({ type }) => {
    seen.push(type);
    if (type === "PaymentReceived") throw new Error("the read model is down");
  });
  const ended = watchEnd(context, subscription);
  const others: string[] = [];
  store.subscribe(async ({ type }) => void others.push(type));
  await settle();
  check.equal(
    seen,
    ["OrderPlaced", "PaymentReceived"],
    "After the handler failed, the subscription went on to the next event: the failed one is lost, and nobody knows.",
  );
  await ended({
    reason: "handler-failed",
    error: new Error("the read model is down"),
    globalPosition: second ?? 0,
  });
  step("subscribe with a handler that throws before it has returned a promise, and append once more");
  const careless = store.subscribe((one) => {
    throw new Error(`no view for ${one.type}`);
  });
  const carelessEnded = watchEnd(context, careless);
  await check.succeeds(
    () => store.append("order-1", [event("OrderDelivered")]),
    "append failed because a subscriber's handler had failed. A read model that is down would keep the shop from selling.",
  );
  await carelessEnded({
    reason: "handler-failed",
    error: new Error("no view for OrderPlaced"),
    globalPosition: first ?? 0,
  });
  check.equal(
    others,
    ["OrderPlaced", "PaymentReceived", "OrderShipped", "OrderDelivered"],
    "One handler failed, and another subscription did not get all the events.",
  );
  step("subscribe with a handler that stops its subscription and then fails");
  let last: Subscription | undefined = undefined as Subscription | undefined;
  last = store.subscribe(async () => {
    last?.stop();
    throw new Error("the read model is gone");
  });
  await watchEnd(context, last)(
    { reason: "handler-failed", error: new Error("the read model is gone"), globalPosition: first ?? 0 },
    "A handler failed on its event after the subscription had been stopped, and `ended` did not tell of it. Nobody learns that the event was not handled.",
  );
});
