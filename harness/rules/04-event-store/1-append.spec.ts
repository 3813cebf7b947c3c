import * as exercise from "#exercise/04-event-store/1-append";
import { rulesFor, testClock } from "#spec";
import type { EventStore, NewEvent, RecordedEvent } from "eventlings";

const rule = rulesFor("event-store/append", exercise);

let made = 0;
/** A new event; its data is nested, as real data is. */
function event(type: string, data: Record<string, unknown> = { items: [{ sku: "mug", quantity: 1 }] }): NewEvent {
  made += 1;
  return { id: `evt-${String(made)}`, type, data };
}

const positions = (events: readonly RecordedEvent[]): number[] => events.map(({ streamPosition }) => streamPosition);
const types = (events: readonly RecordedEvent[]): string[] => events.map(({ type }) => type);

async function appendMany(store: EventStore, stream: string, count: number): Promise<void> {
  await store.append(
    stream,
    Array.from({ length: count }, (_, index) => event(`Happened${String(index + 1)}`)),
  );
}

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
});

rule("returns-positions", async ({ exercise, check, step }) => {
  const store = exercise.createEventStore({ clock: testClock() });
  step("append two events to order-1");
  const first = await store.append("order-1", [event("OrderPlaced"), event("PaymentReceived")]);
  check.equal(first?.streamPosition, 2, "append did not return the position of the stream's last event.");
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
  step("append one good event to order-1");
  await store.append("order-1", [event("PaymentReceived")]);
  check.equal(
    positions((await store.read("order-1")).events),
    [1, 2],
    "After the failed append, the next event got the wrong position.",
  );
});

rule("keeps-its-own-copy", async ({ exercise, check, step }) => {
  const store = exercise.createEventStore({ clock: testClock() });
  const items = [{ sku: "mug", quantity: 1 }];
  const placed = event("OrderPlaced", { items });
  const batch = [placed];
  step("append an event, then go on using the objects it was made from");
  await store.append("order-1", batch);
  items.push({ sku: "lamp", quantity: 9 });
  batch.push(event("OrderCancelled"));
  Reflect.set(placed, "type", "OrderForged");
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
    (await store.read("order-1")).events.length,
    1,
    "The caller added to the array that it had passed to append, and the stream grew.",
  );
});

rule("hands-out-copies", async ({ exercise, check, step }) => {
  const store = exercise.createEventStore({ clock: testClock() });
  await store.append("order-1", [event("OrderPlaced", { items: [{ sku: "mug", quantity: 1 }] })]);
  const vandalise = (events: readonly RecordedEvent[]): void => {
    const [first] = events as RecordedEvent<NewEvent<string, { items: { quantity: number }[] }>>[];
    tryTo(() => Reflect.set(first?.data.items[0] ?? {}, "quantity", 500));
    tryTo(() => Reflect.set(first ?? {}, "type", "OrderForged"));
    tryTo(() => void (events as RecordedEvent[]).pop());
  };
  step("read order-1, and change what came back");
  vandalise((await store.read("order-1")).events);
  step("read everything, and change what came back");
  vandalise(await store.readAll());
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
  const all = await store.readAll();
  check.equal(
    [all.length, all[0]?.data],
    [1, { items: [{ sku: "mug", quantity: 1 }] }],
    "A reader changed what readAll gave it, and history changed for everyone.",
  );
});

rule("adds-and-never-rewrites", async ({ exercise, check, step }) => {
  const clock = testClock("2026-03-01T12:00:00.000Z");
  const store = exercise.createEventStore({ clock });
  const producer: NewEvent = {
    id: "evt-from-producer",
    type: "OrderPlaced",
    data: { version: 7, timestamp: "2020-02-02" },
    metadata: { correlationId: "req-1", schemaVersion: 2 },
  };
  step("append an event that carries data and metadata of its own");
  await store.append("order-1", [producer]);
  const [stored] = (await store.read("order-1")).events;
  const { streamId, streamPosition, globalPosition, recordedAt, ...said } = stored ?? ({} as RecordedEvent);
  check.equal(
    said,
    producer,
    "The store changed, dropped or added something among the fields that belong to the producer.",
  );
  check.equal(streamId, "order-1", "The recorded event does not say which stream it is in.");
  check.equal(streamPosition, 1, "The recorded event does not carry its position in the stream.");
  check.that(typeof globalPosition === "number", "The recorded event does not carry a global position.", {
    expected: "a number",
    received: globalPosition,
  });
  check.equal(
    recordedAt,
    new Date("2026-03-01T12:00:00.000Z"),
    "recordedAt is not the time that the clock port showed.",
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
  await appendMany(store, "order-1", 2);
  step("read order-1 (two events) after its last position");
  check.equal(
    await store.read("order-1", { after: 2 }),
    { exists: true, currentVersion: 2, events: [] },
    "A stream with nothing new to read still exists and still has a version.",
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
  step("append one more event to account-1");
  const result = await store.append("account-1", [event("MoneyDeposited")]);
  check.equal(
    result?.streamPosition,
    101,
    "The next event after 100 should get position 101, however many were forgotten.",
  );
  step("forget all 101 events");
  await store.truncateBefore("account-1", 102);
  check.equal(
    await store.read("account-1"),
    { exists: true, currentVersion: 101, events: [] },
    "A stream whose events are all forgotten still exists, at the version it had.",
  );
});

rule("one-order-over-all", async ({ exercise, check, step }) => {
  const store = exercise.createEventStore({ clock: testClock() });
  step("append to order-1, payment-1, order-1 and stock-1 in turn, then read everything");
  await store.append("order-1", [event("OrderPlaced")]);
  await store.append("payment-1", [event("PaymentReceived"), event("ReceiptSent")]);
  await store.append("order-1", [event("OrderShipped")]);
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
  step("read everything after the second event, at most two");
  const page = await store.readAll({ after: globals[1] ?? 0, limit: 2 });
  check.equal(
    types(page),
    ["ReceiptSent", "OrderShipped"],
    "readAll does not go on right after the global position that it was given.",
  );
});

rule("subscriber-misses-nothing", async ({ exercise, check, step, settle }) => {
  const store = exercise.createEventStore({ clock: testClock() });
  await store.append("order-1", [event("OrderPlaced"), event("PaymentReceived")]);
  const first = (await store.readAll())[0]?.globalPosition ?? 0;
  const seen: string[] = [];
  const late: string[] = [];
  step("subscribe from the start, and from after the first event; two events are stored already");
  const subscription = store.subscribe(async ({ type }) => void seen.push(type));
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
  step("stop the first subscription, and append once more");
  subscription.stop();
  await store.append("order-1", [event("OrderReturned")]);
  await settle();
  check.equal(seen.length, 4, "A subscription that was stopped got another event.");
  check.equal(
    await subscription.ended,
    { reason: "stopped" },
    'A subscription that was stopped should end with the reason "stopped".',
  );
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
  await store.append("order-1", [event("OrderPlaced"), event("PaymentReceived"), event("OrderShipped")]);
  await settle();
  check.equal(log, ["begin OrderPlaced"], "A second event was handed over before the handler had finished the first.");
  step("let the handler finish, one event after the other");
  for (let turn = 0; turn < 3; turn += 1) {
    open[turn]?.();
    await settle();
  }
  check.equal(
    log,
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

rule("failed-handler-is-told", async ({ exercise, check, step, settle }) => {
  const store = exercise.createEventStore({ clock: testClock() });
  const seen: string[] = [];
  step("append three events, and subscribe with a handler that fails on the second");
  await store.append("order-1", [event("OrderPlaced"), event("PaymentReceived"), event("OrderShipped")]);
  const second = (await store.readAll())[1]?.globalPosition ?? 0;
  const subscription = store.subscribe(async ({ type }) => {
    seen.push(type);
    if (type === "PaymentReceived") throw new Error("the read model is down");
  });
  let end: unknown = "not ended";
  void subscription.ended.then((value) => (end = value));
  await settle();
  check.equal(
    seen,
    ["OrderPlaced", "PaymentReceived"],
    "After the handler failed, the subscription went on to the next event: the failed one is lost, and nobody knows.",
  );
  check.equal(
    end,
    { reason: "handler-failed", error: new Error("the read model is down"), globalPosition: second },
    "The subscription did not tell through `ended` that its handler failed, with which error and at which event.",
  );
});
