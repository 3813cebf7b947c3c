import * as exercise from "#exercise/03-state-from-events/3-given-when-then";
import { rulesFor, same } from "#spec";
import type { Decider, DomainEvent, GivenStep } from "eventlings";
import fc from "fast-check";
import { codeOf, failsToHold, holds, says } from "./cases.ts";
import {
  couponUsed,
  deciding,
  itemAdded,
  orderPaid,
  orders,
  pay,
  placed,
  received,
  Refused,
  refusing,
  type OrderEvent,
  type PayOrder,
} from "./deciders.ts";

const rule = rulesFor("state-from-events/given-when-then", exercise);

rule("what-holds-passes", ({ exercise, check, step }) => {
  // A new specification for each case: whether cases share anything is another rule's concern.
  const given = (...events: readonly OrderEvent[]): GivenStep<PayOrder, OrderEvent> =>
    exercise.createSpecification(orders).given(events);
  step("given an order of 900, when 400 are paid, then PaymentReceived");
  holds(
    check,
    () =>
      given(placed(900))
        .when(pay(400))
        .thenEvents([received(400)]),
    "The decider gave exactly the event expected, but the case did not pass.",
  );
  step("given an order of 900 of which 400 are paid, when 500 are paid, then PaymentReceived and OrderPaid");
  holds(
    check,
    () =>
      given(placed(900), received(400))
        .when(pay(500))
        .thenEvents([received(500), orderPaid]),
    "The decider gave exactly the two events expected, but the case did not pass.",
  );
  step("given an order of 900, when 0 are paid, then no events");
  holds(
    check,
    () => given(placed(900)).when(pay(0)).thenEvents([]),
    "No event was expected and none came, but the case did not pass.",
  );
  step("given no events, when 100 are paid, then it fails with the code NOT_PLACED");
  holds(
    check,
    () => given().when(pay(100)).thenFails("NOT_PLACED"),
    "The decider refused the command with the code expected, but the case did not pass.",
  );
  step("given an order of 900, when 901 are paid, then it fails with an error that a function accepts");
  holds(
    check,
    () =>
      given(placed(900))
        .when(pay(901))
        .thenFails((error) => codeOf(error) === "TOO_MUCH"),
    "The decider refused the command, and the function accepts its error, but the case did not pass.",
  );
});

rule("history-goes-through-evolve", ({ exercise, check, step }) => {
  interface Seen {
    readonly seen: readonly string[];
  }
  /** Decides on one event, which tells the state that `decide` got. */
  const telling: Decider<string, DomainEvent, Seen> = {
    initialState: () => ({ seen: ["start"] }),
    evolve: ({ seen }, { type }) => ({ seen: [...seen, type] }),
    decide: (_, state) => [{ type: "StateSeen", data: state }],
  };
  const saw = (...seen: readonly string[]): DomainEvent => ({ type: "StateSeen", data: { seen } });
  const given = (...events: readonly DomainEvent[]): GivenStep<string, DomainEvent> =>
    exercise.createSpecification(telling).given(events);
  step("given no events");
  holds(
    check,
    () =>
      given()
        .when("look")
        .thenEvents([saw("start")]),
    "Without given events, decide did not get what initialState gives.",
  );
  step("given ItemAdded and then CouponUsed");
  holds(
    check,
    () =>
      given(itemAdded(), couponUsed)
        .when("look")
        .thenEvents([saw("start", "ItemAdded", "CouponUsed")]),
    "decide did not get the state that evolve makes of the given events, in their order.",
  );
  step("given ItemAdded with a Date in its data, which evolve puts into the state");
  const at = new Date("2026-01-15");
  const keeping: Decider<string, DomainEvent, unknown> = {
    initialState: () => null,
    evolve: (_, { data }) => data,
    decide: (_, state) => [{ type: "StateSeen", data: state }],
  };
  holds(
    check,
    () =>
      exercise
        .createSpecification(keeping)
        .given([itemAdded({ at })])
        .when("look")
        .thenEvents([{ type: "StateSeen", data: { at } }]),
    "evolve did not get the given event as it was given: the Date in its data came as something else.",
  );
});

rule("extra-events-fail", ({ exercise, check, step }) => {
  const specification = exercise.createSpecification(deciding(itemAdded(), couponUsed));
  step("decide on ItemAdded and CouponUsed; expect ItemAdded only");
  failsToHold(
    check,
    () => specification.given([]).when("add").thenEvents([itemAdded()]),
    "The decider gave one event more than expected, at the end, and the case passed.",
  );
  step("expect CouponUsed only");
  failsToHold(
    check,
    () => specification.given([]).when("add").thenEvents([couponUsed]),
    "The decider gave one event more than expected, at the start, and the case passed.",
  );
  step("expect no events");
  failsToHold(
    check,
    () => specification.given([]).when("add").thenEvents([]),
    "No events were expected, the decider gave two, and the case passed.",
  );
});

rule("missing-events-fail", ({ exercise, check, step }) => {
  const expecting = (events: readonly DomainEvent[], ...decided: readonly DomainEvent[]): void =>
    exercise
      .createSpecification(deciding(...decided))
      .given([])
      .when("add")
      .thenEvents(events);
  step("decide on ItemAdded; expect ItemAdded and CouponUsed");
  failsToHold(
    check,
    () => expecting([itemAdded(), couponUsed], itemAdded()),
    "The second of two expected events never came, and the case passed.",
  );
  step("decide on nothing; expect ItemAdded");
  failsToHold(check, () => expecting([itemAdded()]), "The expected event never came, and the case passed.");
  step("decide on ItemAdded once; expect the same ItemAdded twice");
  failsToHold(
    check,
    () => expecting([itemAdded(), itemAdded()], itemAdded()),
    "The same event was expected twice and came once, and the case passed.",
  );
});

rule("order-counts", ({ exercise, check, step }) => {
  const specification = exercise.createSpecification(deciding(itemAdded(), couponUsed));
  step("decide on ItemAdded and then CouponUsed; expect CouponUsed and then ItemAdded");
  failsToHold(
    check,
    () => specification.given([]).when("add").thenEvents([couponUsed, itemAdded()]),
    "The events came in another order than expected, and the case passed.",
  );
});

rule("data-counts", async ({ exercise, check, step, forAll }) => {
  const decided = (data: unknown, expected: unknown): void =>
    exercise
      .createSpecification(deciding(itemAdded(data)))
      .given([])
      .when("add")
      .thenEvents([itemAdded(expected)]);
  const differences: readonly (readonly [string, unknown, unknown])[] = [
    ["a quantity of 2 where 3 was expected", { sku: "mug", quantity: 2 }, { sku: "mug", quantity: 3 }],
    ["a field that was not expected", { sku: "mug", gift: true }, { sku: "mug" }],
    ["data that lacks a field", { sku: "mug" }, { sku: "mug", gift: true }],
    ["another sku deep inside", { lines: [{ item: { sku: "mug" } }] }, { lines: [{ item: { sku: "lamp" } }] }],
    ["one line more, inside the data", { lines: ["mug", "lamp"] }, { lines: ["mug"] }],
    ["a field `id` with another value (an id in the data is data)", { id: "line-1" }, { id: "line-2" }],
    ["a field that is null, and not in the event expected", { sku: "mug", gift: null }, { sku: "mug" }],
    ["another date", { at: new Date("2026-01-15") }, { at: new Date("2026-01-16") }],
    ["a date where its text was expected", { at: new Date("2026-01-15") }, { at: "2026-01-15T00:00:00.000Z" }],
    [
      "the text of a date where the date was expected",
      { at: "2026-01-15T00:00:00.000Z" },
      { at: new Date("2026-01-15") },
    ],
    ["the text 2 instead of the number", { quantity: "2" }, { quantity: 2 }],
  ];
  step(
    `decide on events that differ from the one expected in one place of their data, ${String(differences.length)} times`,
  );
  for (const [what, data, expected] of differences) {
    failsToHold(check, () => decided(data, expected), `The decider's event had ${what}, and the case passed.`);
  }
  step("decide on the data expected, with its keys in another order and a date of its own");
  holds(
    check,
    () =>
      decided(
        { sku: "mug", quantity: 2, at: new Date("2026-01-15") },
        { at: new Date("2026-01-15"), quantity: 2, sku: "mug" },
      ),
    "The data is the same, only its keys come in another order, but the case did not pass.",
  );
  const { data } = fc.letrec<{ data: unknown }>((tie) => ({
    data: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom<unknown>(null, true, false, "", "mug", "2026-01-15"),
      fc.integer({ min: -3, max: 300 }),
      fc.date({ noInvalidDate: true }),
      fc.array(tie("data"), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom("id", "sku", "at", "type", "metadata", "lines"), tie("data"), {
        maxKeys: 3,
        noNullPrototype: true,
      }),
    ),
  }));
  await forAll(fc.tuple(data, data), ([left, right]) => {
    step("decide on one random piece of data, and expect a copy of it");
    holds(
      check,
      () => decided({ sku: "mug", inner: left }, { inner: structuredClone(left), sku: "mug" }),
      "The data is the same in every value, but the case did not pass.",
    );
    if (same(left, right)) return;
    step("expect another piece of data");
    failsToHold(
      check,
      () => decided({ sku: "mug", inner: left }, { sku: "mug", inner: right }),
      "The data differs in one value, and the case passed.",
    );
  });
});

rule("metadata-does-not-count", ({ exercise, check, step }) => {
  const stamped = (id: string, minute: number): DomainEvent => {
    const recorded = { id, metadata: { correlationId: `req-${id}` }, recordedAt: new Date(minute * 60_000) };
    return { ...itemAdded(), ...recorded };
  };
  const specification = exercise.createSpecification(deciding(stamped("evt-7", 3)));
  step("decide on ItemAdded with an id, metadata and a time; expect it with others");
  holds(
    check,
    () =>
      specification
        .given([])
        .when("add")
        .thenEvents([stamped("evt-1", 1)]),
    "The events differ in nothing but id, metadata and where they were stored, but the case did not pass.",
  );
  step("expect only type and data");
  holds(
    check,
    () => specification.given([]).when("add").thenEvents([itemAdded()]),
    "Type and data are as expected; the event also carries an id and metadata, and the case did not pass.",
  );
});

rule("unexpected-refusal-fails", ({ exercise, check, step }) => {
  for (const [what, error] of [
    ["an error", new Refused("SOLD_OUT")],
    ["undefined", undefined],
    ["null", null],
  ] as const) {
    const specification = exercise.createSpecification(refusing(error));
    step(`refuse the command by throwing ${what}; expect ItemAdded`);
    failsToHold(
      check,
      () => specification.given([]).when("add").thenEvents([itemAdded()]),
      `An event was expected, the decider threw ${what} instead, and the case passed.`,
    );
    step("expect that it is accepted without events");
    failsToHold(
      check,
      () => specification.given([]).when("add").thenEvents([]),
      `The command should have been accepted without events, the decider threw ${what} instead, and the case passed.`,
    );
  }
});

rule("refusal-must-happen", async ({ exercise, check, step, scenario }) => {
  for (const events of [[itemAdded()], []]) {
    const specification = exercise.createSpecification(deciding(...events));
    const what = events.length === 0 ? "no events" : "an event";
    step(`decide on ${what}; expect a refusal with a code`);
    failsToHold(
      check,
      () => specification.given([]).when("add").thenFails("SOLD_OUT"),
      `A refusal was expected, the decider accepted the command with ${what}, and the case passed.`,
    );
    step(`decide on ${what}; expect a refusal with any error at all`);
    failsToHold(
      check,
      () =>
        specification
          .given([])
          .when("add")
          .thenFails(() => true),
      `Some refusal was expected, the decider threw nothing and gave ${what}, and the case passed.`,
    );
  }
  const fault = (): never => {
    throw new Refused("SOLD_OUT");
  };
  for (const where of ["initialState", "evolve"] as const) {
    scenario(`${where} throws, before decide is called; expect a refusal with its code, and then any refusal at all`);
    for (const expected of ["SOLD_OUT", () => true]) {
      await check.fails(
        () =>
          exercise
            .createSpecification({ ...deciding<DomainEvent>(), [where]: fault })
            .given([itemAdded()])
            .when("add")
            .thenFails(expected),
        () => true,
        `${where} threw, so nothing was ever decided. ${typeof expected === "string" ? "Its code" : "Any refusal"} was expected, and the case passed. Only what decide throws is a refusal.`,
      );
    }
  }
});

rule("refusal-must-match", ({ exercise, check, step }) => {
  const refused = (error: unknown, expected: string | ((error: unknown) => boolean)): void =>
    exercise.createSpecification(refusing(error)).given([]).when("add").thenFails(expected);
  step("refuse with the code SOLD_OUT; expect NOT_PLACED");
  failsToHold(
    check,
    () => refused(new Refused("SOLD_OUT"), "NOT_PLACED"),
    "The command was refused with another code than expected, and the case passed.",
  );
  step("throw a TypeError, as code with a fault does; expect the code SOLD_OUT");
  failsToHold(
    check,
    () => refused(new TypeError("Cannot read properties of undefined (reading 'sku')"), "SOLD_OUT"),
    "The decider crashed with a TypeError, which is no refusal by the business, and the case passed.",
  );
  step("refuse with the code SOLD_OUT and the message NOT_PLACED; expect NOT_PLACED");
  failsToHold(
    check,
    () => refused(new Refused("SOLD_OUT", "NOT_PLACED"), "NOT_PLACED"),
    "The code expected is only in the error's message, its `code` is another one, and the case passed.",
  );
  step("refuse with the code SOLD_OUT_TODAY; expect SOLD_OUT");
  failsToHold(
    check,
    () => refused(new Refused("SOLD_OUT_TODAY"), "SOLD_OUT"),
    "The code of the refusal only begins with the code expected, and the case passed.",
  );
  step("refuse with the code SOLD_OUT and the name NOT_PLACED; expect NOT_PLACED");
  failsToHold(
    check,
    () => refused(Object.assign(new Refused("SOLD_OUT"), { name: "NOT_PLACED" }), "NOT_PLACED"),
    "The code expected is only the error's name, its `code` is another one, and the case passed.",
  );
  for (const nothing of [undefined, null]) {
    step(`throw ${String(nothing)}; expect the code SOLD_OUT`);
    failsToHold(
      check,
      () => refused(nothing, "SOLD_OUT"),
      `The decider threw ${String(nothing)}, which has no code, and the case passed.`,
    );
  }
  step("refuse; expect an error that a function says no to");
  failsToHold(
    check,
    () => refused(new Refused("SOLD_OUT"), () => false),
    "The function said that this is not the error expected, and the case passed.",
  );
  const error = new Refused("SOLD_OUT");
  step("refuse; expect exactly the error that is thrown");
  holds(
    check,
    () => refused(error, (candidate) => candidate === error),
    "The function did not get the error that decide threw.",
  );
  step("throw undefined; expect that undefined is thrown");
  holds(
    check,
    () => refused(undefined, (candidate) => candidate === undefined),
    "The decider threw undefined, which is a refusal like any other, and the function that expects it was not asked, or was given something else.",
  );
});

rule("failures-show-both-sides", ({ exercise, check, step }) => {
  step("decide on ItemAdded; expect CouponUsed");
  const wrongEvent = failsToHold(
    check,
    () => exercise.createSpecification(deciding(itemAdded())).given([]).when("add").thenEvents([couponUsed]),
    "Another event came than the one expected, and the case passed.",
  );
  check.equal(says(wrongEvent.expected), [couponUsed], "The failure's `expected` is not the events expected.");
  check.equal(says(wrongEvent.received), [itemAdded()], "The failure's `received` is not the events decided.");
  step("refuse; expect CouponUsed");
  const soldOut = new Refused("SOLD_OUT");
  const refused = failsToHold(
    check,
    () => exercise.createSpecification(refusing(soldOut)).given([]).when("add").thenEvents([couponUsed]),
    "An event was expected, the decider threw instead, and the case passed.",
  );
  check.that(refused.received === soldOut, "The failure's `received` is not the error that decide threw.", {
    received: refused.received,
  });
  step("decide on ItemAdded; expect a refusal");
  const accepted = failsToHold(
    check,
    () => exercise.createSpecification(deciding(itemAdded())).given([]).when("add").thenFails("SOLD_OUT"),
    "A refusal was expected, the decider accepted the command, and the case passed.",
  );
  check.equal(says(accepted.received), [itemAdded()], "The failure's `received` is not the events decided.");
  step("refuse with SOLD_OUT; expect NOT_PLACED");
  const other = failsToHold(
    check,
    () => exercise.createSpecification(refusing(soldOut)).given([]).when("add").thenFails("NOT_PLACED"),
    "The command was refused with another code than expected, and the case passed.",
  );
  check.that(
    other.received === soldOut,
    "Another error came than the one expected, and the failure's `received` is not that error.",
    {
      expected: soldOut,
      received: other.received,
    },
  );
});

rule("cases-share-nothing", ({ exercise, check, step }) => {
  const order = exercise.createSpecification(orders);
  step("finish a case with an order of 900; then, given no events, pay 100");
  holds(
    check,
    () =>
      order
        .given([placed(900)])
        .when(pay(400))
        .thenEvents([received(400)]),
    "The first case did not pass, although it is right.",
  );
  holds(
    check,
    () => order.given([]).when(pay(100)).thenFails("NOT_PLACED"),
    "A case without given events, which is refused with NOT_PLACED, did not pass after a case in which there was an order.",
  );
  step("pay 900 of an order of 900, and decide on the same command object again where 900 are paid already");
  const all = pay(900);
  holds(
    check,
    () =>
      order
        .given([placed(900)])
        .when(all)
        .thenEvents([received(900), orderPaid]),
    "Paying 900 of 900 did not pass, although the case is right.",
  );
  holds(
    check,
    () =>
      order
        .given([placed(900), received(900)])
        .when(all)
        .thenFails("TOO_MUCH"),
    "The same command, after another history, is refused with TOO_MUCH, but the case did not pass: something of the case before was used again.",
  );
  check.equal(all, pay(900), "The command was changed: the next case that uses it decides on another one.");
  step("keep the step given(an order of 900), and pay 900 twice from there");
  const history = [placed(900)];
  const given = order.given(history);
  for (const time of ["first", "second"]) {
    holds(
      check,
      () => given.when(pay(900)).thenEvents([received(900), orderPaid]),
      `Paying 900 of 900 from the same given step did not pass the ${time} time.`,
    );
  }
  check.equal(history, [placed(900)], "The list of given events was changed.");
  step("from the same step, keep two whens: pay 100, and pay 200; then finish the first one");
  const first = given.when(pay(100));
  const second = given.when(pay(200));
  holds(
    check,
    () => first.thenEvents([received(100)]),
    "The first when was checked with another command than its own.",
  );
  holds(
    check,
    () => second.thenEvents([received(200)]),
    "The second when was checked with another command than its own.",
  );

  step("test a decider whose evolve changes the state in place, in two cases");
  const counting = exercise.createSpecification<string, DomainEvent, { count: number }>({
    initialState: () => ({ count: 0 }),
    evolve(state) {
      state.count += 1;
      return state;
    },
    decide: (_, { count }) => [{ type: "Counted", data: { count } }],
  });
  for (const time of ["first", "second"]) {
    holds(
      check,
      () =>
        counting
          .given([itemAdded()])
          .when("count")
          .thenEvents([{ type: "Counted", data: { count: 1 } }]),
      `With one given event, the ${time} of two equal cases did not count one.`,
    );
  }

  step("test a decider whose decide changes the state in place: from one given step, in two whens");
  const careless = exercise.createSpecification<string, DomainEvent, { count: number }>({
    initialState: () => ({ count: 0 }),
    evolve: ({ count }) => ({ count: count + 1 }),
    decide(_, state) {
      state.count += 1;
      return [{ type: "Counted", data: { count: state.count } }];
    },
  });
  const kept = careless.given([itemAdded()]);
  let last = kept.when("count");
  for (const time of ["first", "second"]) {
    last = kept.when("count");
    holds(
      check,
      () => last.thenEvents([{ type: "Counted", data: { count: 2 } }]),
      `From one given step, the ${time} of two equal whens got a state that another when had changed.`,
    );
  }
  step("check the second when once more");
  holds(
    check,
    () => last.thenEvents([{ type: "Counted", data: { count: 2 } }]),
    "One when was checked twice, and the second time its decider got a state that the first time had changed.",
  );
});

rule("forgotten-then-is-told", ({ exercise, check, step }) => {
  step("end a test in which there was no case at all, and then one with nothing but a given");
  const order = exercise.createSpecification(orders);
  holds(check, () => order.done(), "There was no when that could lack its then…, and done() threw.");
  order.given([placed(900)]);
  holds(check, () => order.done(), "A given without a when decides nothing, and done() threw as if it were a case.");
  step("write a when without a then…, and end the test");
  order.given([placed(900)]).when(pay(400));
  failsToHold(check, () => order.done(), "A when without a then… has checked nothing, and done() did not say so.");
  step("end the next test, in which there was no case at all");
  holds(check, () => order.done(), "done() told of a case that it had told of before.");

  step("write a when without a then…, then a case that is finished, and end the test");
  order.given([placed(900)]).when(pay(400));
  order
    .given([placed(900)])
    .when(pay(400))
    .thenEvents([received(400)]);
  failsToHold(
    check,
    () => order.done(),
    "The first of two whens had no then…, and done() did not say so because the second one had.",
  );

  step("from one given step, write a when without a then… and one that is finished, and end the test");
  const shared = order.given([placed(900)]);
  shared.when(pay(400));
  shared.when(pay(400)).thenEvents([received(400)]);
  failsToHold(
    check,
    () => order.done(),
    "Two whens came from one given step, the first had no then…, and done() did not say so because the second one had.",
  );

  step("write a case that does not hold (OrderPaid never comes), and end the test");
  failsToHold(
    check,
    () =>
      order
        .given([placed(900)])
        .when(pay(400))
        .thenEvents([orderPaid]),
    "Another event came than the one expected, and the case passed.",
  );
  holds(check, () => order.done(), "The only case was checked (it failed), but done() said that its then… is missing.");

  step("check one when twice, write another one without a then…, and end the test");
  const checked = order.given([placed(900)]).when(pay(400));
  checked.thenEvents([received(400)]);
  checked.thenEvents([received(400)]);
  order.given([placed(900)]).when(pay(100));
  failsToHold(
    check,
    () => order.done(),
    "One when was checked twice and another one never, and done() did not say so.",
  );
  step("with another specification, write a when that is refused and has no then…, and end both tests");
  const refused = exercise.createSpecification(refusing(new Refused("SOLD_OUT")));
  holds(check, () => void refused.given([]).when("add"), "when threw, so that no then… can ever judge the refusal.");
  holds(check, () => order.done(), "done() told of a case of another specification.");
  failsToHold(
    check,
    () => refused.done(),
    "A when without a then… has checked nothing, and done() did not say so, because the command was refused.",
  );
});
