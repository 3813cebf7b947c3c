import * as exercise from "#exercise/02-event-anatomy/1-create-event";
import { rulesFor, testClock, testIds, type RuleContext } from "#spec";
import fc from "fast-check";
import type { Cause, CreatedEvent, EventFactory, RecordedEvent } from "eventlings";

const rule = rulesFor("event-anatomy/create-event", exercise);
type Make = Pick<RuleContext<typeof exercise>, "exercise">;

/** A factory over a clock that stands still, and the ids that it was given out. */
function setUp({ exercise }: Make, clock = testClock()) {
  const counted = testIds();
  const given: string[] = [];
  const ids = {
    next() {
      const id = counted.next();
      given.push(id);
      return id;
    },
  };
  const create: EventFactory = exercise.createEventFactory({ clock, ids });
  return { create, clock, given };
}

const command: Cause = { id: "cmd-1", metadata: { correlationId: "req-1" } };
const orderData = () => ({ orderId: "order-1", items: [{ sku: "mug", quantity: 2 }], address: { city: "Leeds" } });

/** Tries one change after another on everything below `value`; where something is frozen, nothing happens. */
function vandalise(value: unknown): void {
  if (typeof value !== "object" || value === null || value instanceof Date) return;
  for (const key of Object.keys(value)) {
    vandalise(Reflect.get(value, key));
    Reflect.set(value, key, "forged");
    Reflect.deleteProperty(value, key);
  }
  Reflect.defineProperty(value, "forged", { value: true, enumerable: true, configurable: true, writable: true });
}

rule("id-of-its-own", ({ exercise, check, step }) => {
  const { create, given } = setUp({ exercise });
  step("create three events, two of them with the same type and data");
  const events = [create("OrderPlaced", orderData()), create("OrderPlaced", orderData()), create("OrderPaid", {})];
  const ids = events.map(({ id }) => id);
  check.that(new Set(ids).size === ids.length, "Two of the three events have the same id.", { received: ids });
  check.that(
    ids.every((id) => given.includes(id)),
    "The events carry ids that did not come from the ids port.",
    { expected: given, received: ids },
  );
});

rule("frozen-all-the-way", ({ exercise, check, step }) => {
  const { create } = setUp({ exercise });
  step("create an OrderPlaced with an array of items and a nested address");
  const event = create("OrderPlaced", orderData(), { causedBy: command });
  const items = (): object => event.data.items;
  const attempts: readonly (readonly [string, () => unknown, () => unknown])[] = [
    ["the event's type", () => event.type, () => Reflect.set(event, "type", "OrderForged")],
    ["its data.orderId", () => event.data, () => Reflect.set(event.data, "orderId", "forged")],
    ["its correlation id", () => event.metadata, () => Reflect.set(event.metadata, "correlationId", "forged")],
    ["data.address.city, two levels down", () => event.data, () => Reflect.set(event.data.address, "city", "forged")],
    ["the array data.items, by adding one", items, () => Reflect.set(event.data.items, 1, { sku: "lamp" })],
    ["a quantity inside data.items", items, () => Reflect.set(event.data.items[0] ?? {}, "quantity", 500)],
    ["something else about it", () => event, () => vandalise(event)],
  ];
  for (const [what, part, change] of attempts) {
    const before = structuredClone(part());
    step(`a reader tries to change ${what}`);
    change();
    check.equal(part(), before, `A reader of the event could change ${what}.`);
  }
});

rule("caller-keeps-its-objects", ({ exercise, check, step, scenario }) => {
  const { create } = setUp({ exercise });
  const data = { ...orderData(), placedAt: new Date("2026-01-14T10:00:00.000Z") };
  const cause = { id: "cmd-1", metadata: { correlationId: "req-1", tags: ["web"] } };
  step("create an event from data and a causing message that the caller goes on using");
  const event = create("OrderPlaced", data, { causedBy: cause });
  const before = structuredClone({ data: event.data, metadata: event.metadata });

  step("the caller changes its own data: another city, another item, another quantity");
  const changed = [
    Reflect.set(data, "orderId", "order-2"),
    Reflect.set(data.address, "city", "York"),
    Reflect.set(data.items[0] ?? {}, "quantity", 9),
    Reflect.set(data.items, 1, { sku: "lamp", quantity: 1 }),
  ];
  check.that(
    !changed.includes(false),
    "Creating an event froze the caller's own data: the caller can no longer change objects that belong to it.",
  );
  data.placedAt.setTime(0);
  step("the caller changes its own causing message");
  check.that(
    Reflect.set(cause.metadata, "correlationId", "req-2") && Reflect.set(cause.metadata.tags, 0, "app"),
    "Creating an event froze the message that caused it, which belongs to the caller.",
  );
  check.equal(event.data, before.data, "The caller changed its own data later, and the event changed with it.");
  check.equal(
    event.metadata,
    before.metadata,
    "The caller changed the causing message later, and the event changed with it.",
  );

  scenario("create an event from data that the caller has frozen at the first level, and from data that is a Date");
  const half = Object.freeze(orderData());
  const ofHalf = create("OrderPlaced", half);
  const date = new Date("2026-01-14T10:00:00.000Z");
  const ofDate = create("DeliveryDayChosen", date);
  const made = structuredClone([ofHalf.data, ofDate.data]);
  check.that(
    Reflect.set(half.items, 1, { sku: "lamp", quantity: 1 }),
    "The caller's data was frozen at the first level, and creating an event froze it further down.",
  );
  check.equal(
    ofHalf.data,
    made[0],
    "The caller's data was frozen, and so it was not copied: what lies deeper in it still changes the event.",
  );
  date.setTime(0);
  check.equal(ofDate.data, made[1], "The data was a Date. The caller changed it later, and the event changed with it.");

  scenario("create an event in a context that the caller goes on using, with a clock that keeps its Date");
  const shown = new Date("2026-01-15T09:00:00.123Z");
  const told = new Date("2026-01-14T10:00:00.456Z");
  const keeping = exercise.createEventFactory({ clock: { now: () => shown }, ids: testIds() });
  const context = { causedBy: command, schemaVersion: 1, occurredAt: told };
  keeping("OrderPlaced", orderData());
  keeping("OrderPlaced", orderData(), context);
  check.equal(
    [shown.toISOString(), told.toISOString()],
    ["2026-01-15T09:00:00.123Z", "2026-01-14T10:00:00.456Z"],
    "Creating an event changed a Date that is not its own: the clock's, or the context's occurredAt.",
  );
  check.that(
    Reflect.set(context, "schemaVersion", 2) && Reflect.set(context, "occurredAt", shown),
    "Creating an event froze the context, which belongs to the caller.",
  );
});

rule("says-what-it-was-told", ({ exercise, check, step, scenario }) => {
  const { create } = setUp({ exercise });
  const placedAt = new Date("2026-01-14T10:00:00.000Z");
  step("create an OrderPlaced whose data holds a Date and a bigint, caused by cmd-1");
  const event: CreatedEvent = create(
    "OrderPlaced",
    { ...orderData(), placedAt, loyaltyPoints: 9007199254740993n },
    { causedBy: command },
  );
  check.equal(event.type, "OrderPlaced", "The event does not have the type that it was created with.");
  check.equal(
    event.data,
    { ...orderData(), placedAt, loyaltyPoints: 9007199254740993n },
    "The event's data is not what it was created with.",
  );
  step("create an event whose data is null, and one whose data is a plain string");
  check.equal(create("CartEmptied", null).data, null, "An event that was created with the data null has other data.");
  check.equal(
    create("NoteTaken", "fragile").data,
    "fragile",
    "An event that was created with a string has other data.",
  );
  step("create one whose data has a field that is undefined, and one with a key __proto__");
  check.that(
    Object.hasOwn(create("OrderPlaced", { coupon: undefined }).data, "coupon"),
    "The data had a field coupon, which was undefined, and the event's data has no such field: “has none” became “was not asked”.",
  );
  const hostile: unknown = JSON.parse('{"__proto__": {"city": "Leeds"}}');
  check.equal(
    Object.entries(create("FormFilledIn", hostile).data ?? {}),
    [["__proto__", { city: "Leeds" }]],
    "The data had a key __proto__, and the event's data does not: assigning to that key sets the prototype instead.",
  );

  scenario("create an event, change the data that it was made of, and create another event of the same object");
  const data = orderData();
  create("OrderPlaced", data);
  Reflect.set(data.items, 1, { sku: "lamp", quantity: 1 });
  check.equal(
    create("OrderChanged", data).data,
    data,
    "The second event of one object does not say what the object said when that event was made.",
  );
});

rule("first-starts-a-conversation", ({ exercise, check, step }) => {
  const { create } = setUp({ exercise });
  step("create two events that nothing caused");
  const [first, second] = [create("OrderPlaced", orderData()), create("OrderPlaced", orderData())];
  check.equal(
    first.metadata?.correlationId,
    first.id,
    "An event without a cause should start a conversation that is named by its own id.",
  );
  check.equal(second.metadata?.correlationId, second.id, "The second event without a cause did not start its own.");
  check.equal(first.metadata?.causationId, undefined, "An event that nothing caused names a cause.");
});

rule("correlation-is-inherited", async ({ exercise, check, step, forAll }) => {
  {
    const { create } = setUp({ exercise });
    step("create OrderPlaced for a command of the conversation req-1, PaymentReceived for that, OrderShipped for that");
    const placed = create("OrderPlaced", orderData(), { causedBy: command });
    const paid = create("PaymentReceived", {}, { causedBy: placed });
    const shipped = create("OrderShipped", {}, { causedBy: paid });
    check.equal(
      [placed, paid, shipped].map(({ metadata }) => metadata?.correlationId),
      ["req-1", "req-1", "req-1"],
      "The events of one chain are not all in the conversation of the message that started it.",
    );
    step("create an event for a command that carries no correlation id");
    check.equal(
      create("OrderPlaced", orderData(), { causedBy: { id: "cmd-9" } }).metadata?.correlationId,
      "cmd-9",
      "The causing message has no correlation id, so its own id should name the conversation.",
    );
    step("create an event for a command whose metadata names a user, too");
    const asked = { id: "cmd-7", metadata: { correlationId: "req-2", userId: "user-7", tags: ["web"] } };
    const { metadata } = create("OrderPlaced", orderData(), { causedBy: asked });
    check.equal(
      ["userId", "tags"].filter((name) => metadata?.[name] !== undefined),
      [],
      "The event took over more of the causing message's metadata than its correlation id: what was said of that message is now said of the event.",
    );
  }
  // Each number picks the parent among the events made before it: every shape of tree comes up.
  await forAll(fc.array(fc.nat(), { minLength: 1, maxLength: 12 }), (parents) => {
    const { create } = setUp({ exercise });
    const tree: CreatedEvent[] = [create("OrderPlaced", {})];
    for (const pick of parents) {
      const parent = pick % tree.length;
      step(`create event ${String(tree.length)}, caused by event ${String(parent)}`);
      const causedBy = tree[parent];
      tree.push(causedBy === undefined ? create("StepTaken", {}) : create("StepTaken", {}, { causedBy }));
    }
    check.equal(
      tree.map(({ metadata }) => metadata?.correlationId),
      tree.map(() => tree[0]?.id),
      "In a tree of events that one event set off, not all carry that first event's correlation id.",
    );
  });
});

rule("causation-is-the-parent", ({ exercise, check, step }) => {
  const { create } = setUp({ exercise });
  step(
    "create OrderPlaced for cmd-1, then PaymentReceived and StockReserved for OrderPlaced, then OrderShipped for one",
  );
  const placed = create("OrderPlaced", orderData(), { causedBy: command });
  const paid = create("PaymentReceived", {}, { causedBy: placed });
  const reserved = create("StockReserved", {}, { causedBy: placed });
  const shipped = create("OrderShipped", {}, { causedBy: reserved });
  check.equal(placed.metadata?.causationId, "cmd-1", "OrderPlaced does not name the command that caused it.");
  check.equal(
    [paid, reserved, shipped].map(({ metadata }) => metadata?.causationId),
    [placed.id, placed.id, reserved.id],
    "PaymentReceived, StockReserved and OrderShipped do not each name the one message that directly caused them.",
  );
});

rule("schema-version-is-a-shape", ({ exercise, check, step }) => {
  const { create } = setUp({ exercise });
  step("create three events in a row without saying a schema version");
  const versions = [1, 2, 3].map(() => create("OrderPlaced", orderData()).metadata?.schemaVersion);
  check.equal(versions, [1, 1, 1], "Three events of one shape do not all have schema version 1.");
  step("create OrderPlaced in schema version 3");
  const third = create("OrderPlaced", orderData(), { schemaVersion: 3 });
  check.equal(third.metadata?.schemaVersion, 3, "The schema version in the context is not the event's.");
  step("create an event caused by a recorded event at position 7, whose schema version is 3");
  const recorded: RecordedEvent<typeof third> = {
    ...third,
    streamId: "order-1",
    streamPosition: 7,
    globalPosition: 4711,
    recordedAt: new Date("2026-01-15T09:00:00.000Z"),
  };
  const paid = create("PaymentReceived", {}, { causedBy: recorded });
  const inherited = paid.metadata?.schemaVersion;
  check.equal(
    inherited,
    1,
    inherited === 3
      ? "The event took over the schema version 3 of its cause. It should be what the context says, or 1."
      : "The event was caused by one at position 7 and with schema version 3. Its own schema version should be what the context says, or 1.",
  );
  const places = ["streamId", "streamPosition", "globalPosition", "recordedAt"];
  check.equal(
    places.filter((name) => Object.hasOwn(paid, name)),
    [],
    "The new event claims a place in a stream, which only the store can give it.",
  );
});

rule("time-comes-from-the-clock", ({ exercise, check, step }) => {
  const { create, clock } = setUp({ exercise }, testClock("2031-05-01T08:00:00.123Z"));
  const yesterday = new Date("2031-04-30T15:30:00.000Z");
  step("the clock shows 2031-05-01 08:00:00.123 UTC; create an event");
  const occurredAt: unknown = create("OrderPlaced", orderData()).metadata?.occurredAt;
  if (occurredAt instanceof Date) {
    check.fail("occurredAt is a Date; it should be text. A frozen Date can still be changed, and JSON has none.", {
      expected: "2031-05-01T08:00:00.123Z",
      received: occurredAt,
    });
  }
  check.equal(
    occurredAt,
    "2031-05-01T08:00:00.123Z",
    "occurredAt is not the time that the clock port showed, as ISO text in UTC with milliseconds.",
  );
  step("the clock moves on by one minute; create another");
  clock.advance(60_000);
  const later = create("OrderPaid", {}, { causedBy: create("OrderPlaced", orderData()) });
  check.equal(
    later.metadata?.occurredAt,
    "2031-05-01T08:01:00.123Z",
    "The clock moved on between two events, and the later one does not say so.",
  );
  step("create an event for a bank transfer that is known to have happened the day before");
  const imported = create("PaymentReceived", {}, { occurredAt: yesterday });
  check.equal(
    imported.metadata?.occurredAt,
    "2031-04-30T15:30:00.000Z",
    "The context says when it happened, and the event says something else.",
  );
  step("create an event in answer to that one");
  check.equal(
    create("OrderShipped", {}, { causedBy: imported }).metadata?.occurredAt,
    "2031-05-01T08:01:00.123Z",
    "The event took over the time of the event that caused it.",
  );
});
