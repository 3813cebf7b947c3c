import * as exercise from "#exercise/03-state-from-events/1-evolve";
import { rulesFor } from "#spec";
import type { RecordedEvent } from "eventlings";
import fc from "fast-check";

type OrderEvent = Parameters<typeof exercise.evolve>[1];
type OrderState = ReturnType<typeof exercise.evolve>;
type Fact = OrderEvent extends infer E ? (E extends OrderEvent ? Pick<E, "type" | "data"> : never) : never;

const rule = rulesFor("state-from-events/evolve", exercise);

const NINE = Date.parse("2026-01-15T09:00:00.000Z");
const NOTHING_YET: OrderState = { status: "none", lines: [], paid: 0, shippedAt: null };
const MUG = { sku: "mug", quantity: 2, unitPrice: 1250 };
const LAMP = { sku: "lamp", quantity: 1, unitPrice: 4900 };

const placed = (...lines: OrderState["lines"]): Fact => ({ type: "OrderPlaced", data: { lines } });
const added = (line = MUG): Fact => ({ type: "LineAdded", data: line });
const removed = (sku = "mug"): Fact => ({ type: "LineRemoved", data: { sku } });
const paid = (amount = 700): Fact => ({ type: "PaymentReceived", data: { amount } });
const shipped = (shippedAt = "2026-01-16T10:30:00.000Z"): Fact => ({ type: "OrderShipped", data: { shippedAt } });
const cancelled: Fact = { type: "OrderCancelled", data: { reason: "changed my mind" } };
/** Written by a newer version: no type of ours names it. */
const giftWrapped = {
  type: "GiftWrapChosen",
  data: { paper: "stars", status: "wrapped", lines: [] },
} as unknown as Fact;

/** The facts as one stream; by default an hour lies between two of them. Nothing in it is shared with the facts. */
function stream(facts: readonly Fact[], hours: readonly number[] = facts.map((_, index) => index)): OrderEvent[] {
  return structuredClone(facts).map((fact, index) => ({
    ...fact,
    id: `evt-${String(index + 1)}`,
    streamId: "order-1",
    streamPosition: index + 1,
    globalPosition: index + 1,
    recordedAt: new Date(NINE + (hours[index] ?? 0) * 3_600_000),
  })) as RecordedEvent[] as OrderEvent[];
}

const one = (fact: Fact): OrderEvent => stream([fact])[0] as OrderEvent;

/** What the stub says that each event does. */
function expectedAfter(facts: readonly Fact[]): OrderState {
  let { status, lines, paid, shippedAt } = NOTHING_YET;
  for (const { type, data } of facts) {
    if (type === "OrderPlaced") [status, lines] = ["placed", data.lines];
    if (type === "LineAdded") lines = [...lines, data];
    if (type === "LineRemoved") lines = lines.filter(({ sku }) => sku !== data.sku);
    if (type === "PaymentReceived") [status, paid] = ["paid", paid + data.amount];
    if (type === "OrderShipped") [status, shippedAt] = ["shipped", data.shippedAt];
    if (type === "OrderCancelled") status = "cancelled";
  }
  return { status, lines, paid, shippedAt };
}

const line = fc.record({
  sku: fc.constantFrom("mug", "lamp", "book"),
  quantity: fc.integer({ min: 1, max: 9 }),
  unitPrice: fc.integer({ min: 1, max: 9999 }),
});
const anyFact: fc.Arbitrary<Fact> = fc.oneof(
  line.map((line) => added(line)),
  fc.constantFrom("mug", "lamp", "book").map(removed),
  // Also 0: a voucher may have paid for all of it.
  fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 9999 })).map(paid),
  fc.constant(cancelled),
  fc.constant(shipped()),
  fc.array(line, { maxLength: 3 }).map((lines) => placed(...lines)),
);
/** What can be in a log: any events in any order. Only one rule is about that. */
const anyHistory = fc.array(anyFact, { maxLength: 8 });

const change = fc.oneof(
  line.map((line) => [added(line)]),
  line.map((line) => [added({ ...line, sku: "gift" }), removed("gift")]),
);
const ending = fc.constantFrom<readonly Fact[]>([], [cancelled], [paid()], [paid(300), paid(), shipped()]);
/** An order as the shop's present rules allow it: code that checks them too is not judged by the other rules. */
const ordinaryHistory = fc
  .tuple(fc.array(line, { minLength: 1, maxLength: 3 }), fc.array(change, { maxLength: 3 }), ending)
  .map(([lines, changes, end]): readonly Fact[] => [placed(...lines), ...changes.flat(), ...end]);
/** An ordinary history and a place in it. */
const cutHistory = ordinaryHistory.chain((facts) => fc.tuple(fc.constant(facts), fc.nat({ max: facts.length })));

const namesOf = (facts: readonly Fact[]): string => facts.map(({ type }) => type).join(", ") || "nothing";

/** What the stub names. Whoever keeps a field more in the state of an order breaks no promise. */
const named = ({ status, lines, paid, shippedAt }: OrderState): OrderState => ({ status, lines, paid, shippedAt });

/** What no clock can have a part in. Whether one has is judged by one rule, on fixed times. */
const withoutTime = ({ status, lines, paid }: OrderState): Omit<OrderState, "shippedAt"> => ({ status, lines, paid });

rule("each-event-counts", ({ exercise, check, step }) => {
  const before: OrderState = { status: "placed", lines: [MUG, MUG, LAMP, MUG], paid: 500, shippedAt: null };
  const after = (state: OrderState, fact: Fact): OrderState =>
    named(exercise.evolve(structuredClone(state), one(fact)));

  step("apply OrderPlaced with two lines to an order of which nothing has happened yet");
  check.equal(
    after(NOTHING_YET, placed(MUG, LAMP)),
    { ...NOTHING_YET, status: "placed", lines: [MUG, LAMP] },
    "After OrderPlaced, the state is not that of a placed order with the event's lines.",
  );
  step("apply each other event to a placed order with lines mug, mug, lamp, mug and 500 paid");
  const lines = { LineAdded: [...before.lines, { ...LAMP, quantity: 3 }], LineRemoved: [LAMP] };
  check.equal(
    after(before, added({ ...LAMP, quantity: 3 })),
    { ...before, lines: lines.LineAdded },
    "LineAdded should add one line at the end, and change nothing else.",
  );
  check.equal(
    after(before, removed("mug")),
    { ...before, lines: lines.LineRemoved },
    "LineRemoved should remove every line of its article, and change nothing else.",
  );
  check.equal(
    after(before, paid(700)),
    { ...before, status: "paid", paid: 1200 },
    "PaymentReceived over 700, after 500 had been paid, should make the order paid, with 1200, and change nothing else.",
  );
  check.equal(
    after({ ...before, status: "paid" }, shipped()),
    { ...before, status: "shipped", shippedAt: "2026-01-16T10:30:00.000Z" },
    "OrderShipped should set status and shippedAt as its data says, and change nothing else.",
  );
  check.equal(
    after(before, cancelled),
    { ...before, status: "cancelled" },
    "OrderCancelled should set the status, and change nothing else.",
  );
});

rule("rehydrate-is-a-fold", async ({ exercise, fresh, check, step, scenario, forAll }) => {
  step("rehydrate no events at all");
  check.equal(
    named(exercise.rehydrate([])),
    NOTHING_YET,
    "No events did not give the state of an order that has no history.",
  );
  await forAll(cutHistory, async ([facts, cut]) => {
    const events = stream(facts);
    step(`rehydrate in one go: ${namesOf(facts)}`);
    const whole = (await fresh()).rehydrate(structuredClone(events));
    step(`rehydrate up to position ${String(cut)}, and give what follows to evolve, one event at a time`);
    const { evolve, rehydrate } = await fresh();
    let state = rehydrate(structuredClone(events.slice(0, cut)));
    for (const event of events.slice(cut)) state = evolve(state, event);
    check.equal(
      withoutTime(state),
      withoutTime(whole),
      "Going on from an earlier state with evolve gave another state than rehydrating all of the events.",
    );
  });
  const facts = [placed(MUG), added(LAMP), added(LAMP), paid()];
  const wanted = withoutTime(expectedAfter(facts));
  const { rehydrate } = await fresh();
  scenario("rehydrate a stream that was truncated: its first event is at position 50");
  const truncated = stream(facts).map((event, index) => ({ ...event, streamPosition: 50 + index }));
  check.equal(
    withoutTime(
      await check.succeeds(
        () => rehydrate(truncated),
        "rehydrate refused a stream whose first event is at position 50. What came before was truncated, and the events that are left are the stream.",
      ),
    ),
    wanted,
    "The stream starts at position 50 because older events were truncated. What rehydrate gave is not what the events that are left make of a new order.",
  );
  scenario(
    "rehydrate a stream in which two events have one id: a store that does not look at ids recorded a retry twice",
  );
  const twice = stream(facts).map((event, index) => (index === 2 ? { ...event, id: "evt-2" } : event));
  check.equal(
    withoutTime((await fresh()).rehydrate(twice)),
    wanted,
    "Two events of the stream have one id, and only one of them counted. evolve, going on from an earlier state, would count both. Keeping duplicates out is the store's work, before it records them.",
  );
});

rule("stream-order-only", async ({ exercise, fresh, check, step, forAll }) => {
  step("rehydrate: a mug was added, then removed; the clock was set back an hour between the two");
  check.equal(
    exercise.rehydrate(stream([placed(LAMP), added(MUG), removed("mug")], [0, 2, 1])).lines,
    [LAMP],
    "The mug was added and then removed, but it is still in the order: the events were not applied in the order of the stream.",
  );
  const timed = ordinaryHistory.chain((facts) =>
    fc.tuple(fc.constant(facts), fc.array(fc.nat({ max: 5 }), { minLength: facts.length, maxLength: facts.length })),
  );
  await forAll(timed, async ([facts, hours]) => {
    step(`rehydrate ${namesOf(facts)}, one hour apart`);
    const hourly = (await fresh()).rehydrate(stream(facts));
    step(`rehydrate the same, recorded at the hours ${hours.join(", ")}`);
    check.equal(
      withoutTime((await fresh()).rehydrate(stream(facts, hours))),
      withoutTime(hourly),
      "The same events in the same order gave another state because they were recorded at other times.",
    );
  });
});

rule("inputs-unchanged", async ({ exercise, fresh, check, step, forAll }) => {
  const open: OrderState = { status: "placed", lines: [MUG, LAMP], paid: 500, shippedAt: null };
  const cases: readonly (readonly [OrderState, Fact])[] = [
    [NOTHING_YET, placed(LAMP)],
    [open, added()],
    [open, removed()],
    [open, paid()],
    [{ ...open, status: "paid" }, shipped()],
    [open, cancelled],
  ];
  for (const [state, fact] of cases) {
    step(`apply ${fact.type}, and look at the state and the event that went in`);
    const [given, event] = [structuredClone(state), one(fact)];
    exercise.evolve(given, event);
    check.equal(given, state, `evolve changed the state that it was given when it applied ${fact.type}.`);
    check.equal(event, one(fact), `evolve changed the event itself when it applied ${fact.type}.`);
  }
  await forAll(ordinaryHistory, async (facts) => {
    const events = stream(facts);
    step(`rehydrate ${namesOf(facts)}, and look at the events afterwards`);
    (await fresh()).rehydrate(events);
    check.equal(events, stream(facts), "rehydrate changed the events that it was given: history is not what it was.");
  });
});

rule("nothing-from-outside", async ({ exercise, fresh, check, step, forAll }) => {
  step("rehydrate an order that was shipped on 16 January 2026");
  check.equal(
    exercise.rehydrate(stream([placed(MUG), paid(2500), shipped("2026-01-16T10:30:00.000Z")])).shippedAt,
    "2026-01-16T10:30:00.000Z",
    "shippedAt is not the time that the event gives.",
  );
  step("rehydrate one order: a lamp was placed and paid for");
  exercise.rehydrate(stream([placed(LAMP), paid(4900)]));
  for (const [what, facts, lines] of [
    ["another one: a mug was placed, and nothing else has happened", [placed(MUG)], [MUG]],
    ["one of another shop, which has the same stream id and as many events", [placed(MUG), added(LAMP)], [MUG, LAMP]],
  ] as const) {
    step(`rehydrate ${what}`);
    check.equal(
      named(exercise.rehydrate(stream(facts))),
      { ...NOTHING_YET, status: "placed", lines },
      "An order came out with what had happened to another one: something was kept from the call before.",
    );
  }
  await forAll(fc.tuple(ordinaryHistory, ordinaryHistory), async ([mine, other]) => {
    const { rehydrate } = await fresh();
    step(`rehydrate one order: ${namesOf(mine)}`);
    const first = structuredClone(rehydrate(stream(mine)));
    step(`rehydrate another order: ${namesOf(other)}`);
    rehydrate(stream(other));
    step("rehydrate the first order again");
    check.equal(
      withoutTime(rehydrate(stream(mine))),
      withoutTime(first),
      "The same events gave another state the second time: something was kept between the calls.",
    );
  });
});

rule("unknown-events-ignored", async ({ exercise, fresh, check, step, forAll }) => {
  const state: OrderState = { status: "paid", lines: [MUG], paid: 2500, shippedAt: null };
  step("apply GiftWrapChosen, a type that is not in the union, to a paid order");
  const after = await check.succeeds(
    () => exercise.evolve(structuredClone(state), one(giftWrapped)),
    "evolve threw at an event whose type it does not know. The order can no longer be loaded.",
  );
  check.equal(after, state, "An event of unknown type changed the state.");
  await forAll(cutHistory, async ([facts, cut]) => {
    step(`rehydrate ${namesOf(facts)}`);
    const without = (await fresh()).rehydrate(stream(facts));
    step(`rehydrate the same stream with GiftWrapChosen after position ${String(cut)}`);
    check.equal(
      withoutTime((await fresh()).rehydrate(stream([...facts.slice(0, cut), giftWrapped, ...facts.slice(cut)]))),
      withoutTime(without),
      "With an event of unknown type in the stream, the events around it no longer count the same.",
    );
  });
});

rule("history-is-never-refused", async ({ exercise, fresh, check, step, forAll }) => {
  step("rehydrate an order of last year that was shipped on account: there is no payment before OrderShipped");
  const onAccount = await check.succeeds(
    () => exercise.rehydrate(stream([placed(MUG), shipped()])),
    "rehydrate refused an order that was shipped before it was paid. It was shipped all the same.",
  );
  check.equal(
    onAccount.status,
    "shipped",
    "The stream ends with OrderShipped, but the order does not count as shipped.",
  );
  step("rehydrate an order that was shipped twice: the first parcel was lost, the second left on 20 January");
  const first = "2026-01-16T10:30:00.000Z";
  const again = await check.succeeds(
    () => exercise.rehydrate(stream([placed(MUG), paid(2500), shipped(first), shipped("2026-01-20T08:00:00.000Z")])),
    "rehydrate refused an order that was shipped a second time. It was shipped all the same.",
  );
  check.that(
    again.shippedAt !== first,
    "The order was shipped a second time, and shippedAt still says when the first parcel left: the later event was ignored.",
    { received: again.shippedAt },
  );
  await forAll(anyHistory, async (facts) => {
    step(`rehydrate ${namesOf(facts)}`);
    const { rehydrate } = await fresh();
    const state = await check.succeeds(
      () => rehydrate(stream(facts)),
      "rehydrate threw at a history that today's rules would not allow.",
    );
    check.equal(
      withoutTime(state),
      withoutTime(expectedAfter(facts)),
      "The state is not what these events, one after the other, should make of an order.",
    );
  });
});
