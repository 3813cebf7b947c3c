import * as exercise from "#exercise/01-messages/2-bus";
import { rulesFor } from "#spec";
import type { Command, KeyValueStore, NewEvent, Query } from "eventlings";
import fc from "fast-check";
import {
  checkReport,
  command,
  doNothing,
  event,
  failing,
  FAILURE_WAYS,
  HOW,
  isDuplicate,
  isNoHandler,
  query,
  rejects,
  reportOf,
  rethrowIfUnwritten,
  TestStore,
  tryToWrite,
  watch,
  type FailureWay,
} from "./bus-tools.ts";

const rule = rulesFor("messages/bus", exercise);

rule("command-goes-to-one", async ({ exercise, check, step, scenario, settle }) => {
  const store = new TestStore();
  const bus = exercise.createBus({ store });
  const placed: Command[] = [];
  const others: string[] = [];
  const open: (() => void)[] = [];
  step("handle PlaceOrder with a handler that takes its time, and CancelOrder with another");
  bus.handle("PlaceOrder", async (received) => {
    placed.push(received);
    await new Promise<void>((resolve) => open.push(resolve));
  });
  bus.handle("CancelOrder", async ({ type }) => void others.push(type));
  step("send PlaceOrder");
  const placeOrder = command("PlaceOrder", { orderId: "order-1", deliverOn: new Date("2026-01-20T00:00:00.000Z") });
  const sending = watch(() => bus.send(placeOrder));
  await settle();
  rethrowIfUnwritten(sending);
  check.equal(
    placed,
    [structuredClone(placeOrder)],
    "The handler of PlaceOrder was not called once with the command that was sent.",
  );
  check.equal(others, [], "The handler of CancelOrder was called for a PlaceOrder.");
  check.equal(sending.state, "pending", "send was over while the command's handler was still working.");
  step("let the handler finish");
  open.forEach((finish) => finish());
  await settle();
  check.equal(sending.state, "resolved", "The handler finished, and send did not resolve.");

  scenario("handle ReserveStock with a handler that writes to the store that the bus gave it, and send it");
  bus.handle("ReserveStock", async (_command, given) => given.write("mug", { reserved: 2 }));
  await check.succeeds(
    () => bus.send(command("ReserveStock")),
    "The handler could not write to the store that the bus gave it. A store may be a class, whose methods need their `this`.",
  );
  check.equal(
    await store.read("mug"),
    { reserved: 2 },
    "What the command's handler wrote to the store that the bus gave it is not in the store.",
  );

  scenario("handle ShipOrder, and send it, once more with the same id, and once with another");
  const shipped: string[] = [];
  bus.handle("ShipOrder", async ({ id }) => void shipped.push(id));
  for (const id of ["cmd-1", "cmd-1", "cmd-2"]) {
    await check.succeeds(
      () => bus.send({ id, type: "ShipOrder", data: {} }),
      "The handler of ShipOrder is still there, and a later command for it was refused.",
    );
  }
  check.equal(
    shipped,
    ["cmd-1", "cmd-1", "cmd-2"],
    "Each send should reach the handler, also a second one with the same id: the bus recognises no duplicates.",
  );
});

rule("second-handler-refused", async ({ exercise, check, step }) => {
  const bus = exercise.createBus({ store: new TestStore() });
  const called: string[] = [];
  step("handle ChargeCard, then try to handle it once more");
  bus.handle("ChargeCard", async () => void called.push("first"));
  await check.fails(
    () => bus.handle("ChargeCard", async () => void called.push("second")),
    isDuplicate,
    "A second handler for the command ChargeCard was not refused with DuplicateHandler.",
  );
  step("send ChargeCard");
  await bus.send(command("ChargeCard"));
  check.equal(called, ["first"], "After the second handler was refused, the first one alone should get the command.");
  step("answer GetOrder, then try to answer it once more");
  bus.answer("GetOrder", async () => "first");
  await check.fails(
    () => bus.answer("GetOrder", async () => "second"),
    isDuplicate,
    "A second handler for the query GetOrder was not refused with DuplicateHandler.",
  );
  check.equal(
    await bus.ask(query("GetOrder")),
    "first",
    "After the second handler was refused, the first one alone should answer the query.",
  );
});

rule("buses-are-apart", async ({ exercise, check, step }) => {
  const storeOf = (owner: string): KeyValueStore => ({ read: async () => `order of the ${owner}`, write: doNothing });
  const shop = exercise.createBus({ store: storeOf("shop") });
  const market = exercise.createBus({ store: storeOf("market") });
  const apart = "Keep handlers in the bus, not in the module.";
  const heard: string[] = [];
  step("make two buses; on each, handle PlaceOrder, answer GetOrder and subscribe to OrderPlaced");
  for (const [name, bus] of [
    ["shop", shop],
    ["market", market],
  ] as const) {
    await check.succeeds(() => {
      bus.handle("PlaceOrder", async () => void heard.push(`${name}: PlaceOrder`));
      bus.answer("GetOrder", async (_query, reader) => heard.push(String(await reader.read("order-1"))));
    }, `Two buses shared a registry: a handler on the one stood in the way of the other's. ${apart}`);
    bus.subscribe("OrderPlaced", `${name} mail`, async () => void heard.push(`${name}: OrderPlaced`));
  }
  step("send PlaceOrder and publish OrderPlaced on the first bus only");
  await shop.send(command("PlaceOrder"));
  await shop.publish(event("OrderPlaced"));
  check.equal(
    heard,
    ["shop: PlaceOrder", "shop: OrderPlaced"],
    `Two buses shared a registry: what was sent on the first should be heard there alone. ${apart}`,
  );
  step("ask GetOrder on both");
  heard.length = 0;
  await shop.ask(query("GetOrder"));
  await market.ask(query("GetOrder"));
  check.equal(
    heard,
    ["order of the shop", "order of the market"],
    "Two buses were made with a store each, and their query handlers did not each read from their own.",
  );
});

rule("unhandled-is-told", async ({ exercise, check, step }) => {
  const bus = exercise.createBus({ store: new TestStore() });
  bus.handle("PlaceOrder", doNothing);
  bus.answer("GetOrder", async () => ({ orderId: "order-1" }));
  step("send a command that nobody handles");
  await rejects(
    check,
    "send",
    () => bus.send(command("CancelOrder")),
    isNoHandler,
    "A command without a handler should be rejected with NoHandler. Its sender would believe that it was carried out, or learn of it from a stray error.",
  );
  step("ask a query that nobody answers");
  await rejects(
    check,
    "ask",
    () => bus.ask(query("ListOrders")),
    isNoHandler,
    "A query without a handler should be rejected with NoHandler. Whoever asked would take silence for an answer, or get a stray error.",
  );
  step("send a command of a type that only a query has, and ask a query of a type that only a command has");
  await rejects(
    check,
    "send",
    () => bus.send(command("GetOrder")),
    isNoHandler,
    "GetOrder is answered as a query and handled as nothing. A command of that type should be rejected with NoHandler.",
  );
  await rejects(
    check,
    "ask",
    () => bus.ask(query("PlaceOrder")),
    isNoHandler,
    "PlaceOrder is handled as a command and answered as nothing. A query of that type should be rejected with NoHandler.",
  );
  for (const [type, because] of [
    ["constructor", "Nobody handles it, and a plain object has names of its own."],
    ["PlaceOrderAgain", "Nobody handles it: PlaceOrder is another type."],
  ] as const) {
    step(`send and ask the type ${type}`);
    const happened = `of the type ${type} should be rejected with NoHandler. ${because}`;
    await rejects(check, "send", () => bus.send(command(type)), isNoHandler, `A command ${happened}`);
    await rejects(check, "ask", () => bus.ask(query(type)), isNoHandler, `A query ${happened}`);
  }
});

const ONCE = "It may have done half of its work, and only the sender knows whether to try once more.";

rule("failure-reaches-the-sender", async ({ check, step, fresh }) => {
  for (const [kind, error] of [
    ["an error", new Error("the card was declined")],
    ["a text", "declined"],
  ] as const) {
    for (const way of FAILURE_WAYS) {
      const how = `${HOW[way]}, with ${kind}`;
      let calls = 0;
      const fail = failing(way, error);
      const failAndCount = () => {
        calls += 1;
        return fail();
      };
      const bus = (await fresh()).createBus({ store: new TestStore() });
      step(`send a command whose handler ${how}`);
      bus.handle("ChargeCard", failAndCount);
      await rejects(
        check,
        "send",
        () => bus.send(command("ChargeCard")),
        (received) => received === error,
        `The command's handler failed (it ${how}), and that did not reach the sender as it was.`,
      );
      check.equal(calls, 1, `The command's handler failed (it ${how}), and the bus called it again. ${ONCE}`);
      step(`ask a query whose handler ${how}`);
      bus.answer("GetOrder", failAndCount);
      await rejects(
        check,
        "ask",
        () => bus.ask(query("GetOrder")),
        (received) => received === error,
        `The query's handler failed (it ${how}), and that did not reach whoever asked as it was.`,
      );
      check.equal(calls, 2, `The query's handler failed (it ${how}), and the bus called it again. ${ONCE}`);
    }
  }
});

rule("event-reaches-all", async ({ check, step, scenario, forAll, settle, fresh }) => {
  await forAll(
    fc.nat({ max: 5 }),
    async (count) => {
      const bus = (await fresh()).createBus({ store: new TestStore() });
      const seen: string[] = [];
      step(`subscribe ${String(count)} times to OrderPlaced, once to OrderCancelled and once to Order`);
      const names = Array.from({ length: count }, (_, index) => `subscriber-${String(index + 1)}`);
      for (const name of names) {
        bus.subscribe("OrderPlaced", name, async ({ id }) => void seen.push(`${name} got ${id}`));
      }
      for (const type of ["OrderCancelled", "Order"]) {
        bus.subscribe(type, `all of ${type}`, async ({ id }) => void seen.push(`the one of ${type} got ${id}`));
      }
      // The same event twice: whether that is a duplicate is for each subscriber to say.
      for (const time of ["publish OrderPlaced", "publish the same OrderPlaced once more"]) {
        step(time);
        seen.length = 0;
        const publishing = watch(() => bus.publish(event("OrderPlaced", { orderId: "order-1" })));
        await settle();
        rethrowIfUnwritten(publishing);
        check.equal(
          seen.sort(),
          names.map((name) => `${name} got evt-OrderPlaced`).sort(),
          "The subscribers of OrderPlaced, and nobody else, should get the event, each of them once for each publish.",
        );
        check.that(
          publishing.state === "resolved",
          count === 0
            ? "publish did not resolve for an event that nobody subscribes to. Nobody has to listen to a fact."
            : "Every subscriber handled the event, and publish did not resolve.",
          { received: publishing.value },
        );
      }
    },
    { runs: 20 },
  );

  const bus = (await fresh()).createBus({ store: new TestStore() });
  const got: string[] = [];
  scenario("subscribe twice to OrderShipped under the same name, and publish it");
  bus.subscribe("OrderShipped", "mail", async () => void got.push("first"));
  bus.subscribe("OrderShipped", "mail", async () => void got.push("second"));
  const { handledBy } = reportOf(check, await bus.publish(event("OrderShipped")));
  check.equal(
    got.sort(),
    ["first", "second"],
    "Two subscribers have the same name, and not both got the event. A name is for the report; subscribe always adds.",
  );
  check.equal(
    handledBy,
    ["mail", "mail"],
    "Two subscribers called mail handled the event; the report has an entry for each.",
  );
  scenario("subscribe one function to OrderPacked under two names, and publish it");
  const events: NewEvent[] = [];
  const both = async (received: NewEvent) => void events.push(received);
  bus.subscribe("OrderPacked", "mail", both);
  bus.subscribe("OrderPacked", "stock", both);
  const packed = { ...event("OrderPacked"), data: { packedAt: new Date("2026-01-15T09:00:00.000Z") } };
  await bus.publish(packed);
  check.equal(
    events,
    [structuredClone(packed), structuredClone(packed)],
    "One function was subscribed under two names. It should get the event, as it was published, for each of them: subscribe always adds.",
  );
  scenario("publish an event of the type “constructor”, to which nobody subscribes");
  const unheard = await check.succeeds(
    () => bus.publish(event("constructor")),
    "publish did not resolve for an event that nobody subscribes to. (A plain object has names of its own.)",
  );
  const report = reportOf(check, unheard);
  check.equal(
    [report.handledBy, report.failures],
    [[], []],
    "Nobody subscribes to the event, and the report names somebody who handled it or failed.",
  );
});

/**
 * Subscribers that handle the event or fail, in one way: a subscriber that throws at once breaks other
 * buses than one that rejects, and each failure text should be about one of them.
 */
const subscribersThat = (way: FailureWay) => fc.array(fc.constantFrom("handles", way), { minLength: 1, maxLength: 5 });

rule("failure-stops-nobody", async ({ check, step, forAll, settle, fresh }) => {
  for (const way of FAILURE_WAYS) {
    await forAll(subscribersThat(way), async (behaviours) => {
      const bus = (await fresh()).createBus({ store: new TestStore() });
      const called: string[] = [];
      step(`subscribe to OrderPlaced, in this order, subscribers that: ${behaviours.join(", ")}`);
      const names = behaviours.map((behaviour, index) => `${String(index + 1)} (${behaviour})`);
      behaviours.forEach((behaviour, index) => {
        const name = names[index] ?? "";
        const react = behaviour === "handles" ? doNothing : failing(behaviour, new Error(`${name} is down`));
        bus.subscribe("OrderPlaced", name, () => {
          called.push(name);
          return react();
        });
      });
      for (const [id, happened] of [
        ["evt-1", `A subscriber failed (it ${HOW[way]}), and others that subscribed to the same event never got it.`],
        [
          "evt-2",
          "A subscriber failed with one event, and the next did not reach every subscriber: who failed once is not gone.",
        ],
      ] as const) {
        if (id === "evt-2" && !behaviours.includes(way)) break;
        step(`publish the OrderPlaced ${id}`);
        called.length = 0;
        const publishing = watch(() => bus.publish({ ...event("OrderPlaced"), id }));
        await settle();
        rethrowIfUnwritten(publishing);
        check.equal(
          called.length - new Set(called).size,
          0,
          `A subscriber failed (it ${HOW[way]}), and the bus called it once more with the same event. Whether to try again is for whoever reads the report.`,
        );
        check.equal(called.sort(), [...names].sort(), happened);
      }
    });
  }
});

rule("failure-is-reported", async ({ check, step, scenario, forAll, settle, fresh }) => {
  for (const way of FAILURE_WAYS) {
    await forAll(subscribersThat(way), async (behaviours) => {
      const bus = (await fresh()).createBus({ store: new TestStore() });
      const errors = new Map<string, Error>();
      const handled: string[] = [];
      step(`subscribe to OrderPlaced, in this order, subscribers that: ${behaviours.join(", ")}`);
      behaviours.forEach((behaviour, index) => {
        const name = `${String(index + 1)} (${behaviour})`;
        const error = new Error(`${name} is down`);
        if (behaviour === "handles") handled.push(name);
        else errors.set(name, error);
        bus.subscribe("OrderPlaced", name, behaviour === "handles" ? doNothing : failing(behaviour, error));
      });
      step("publish OrderPlaced");
      const publishing = watch(() => bus.publish(event("OrderPlaced")));
      await settle();
      rethrowIfUnwritten(publishing);
      check.that(
        publishing.state !== "rejected",
        "A subscriber failed, and publish rejected. It should resolve with a report: the event was published, and whoever takes this rejection for a failed publish sends it again, to those who handled it too.",
        { received: publishing.value },
      );
      check.equal(publishing.state, "resolved", "Every subscriber finished or failed, and publish did not resolve.");
      checkReport(check, publishing.value, handled, errors);
    });
  }

  const bus = (await fresh()).createBus({ store: new TestStore() });
  scenario("publish to subscribers that throw a text, and undefined, for anything can be thrown");
  const thrown = new Map<string, unknown>([
    ["mail (a text)", "no template"],
    ["packing (undefined)", undefined],
  ]);
  for (const [name, error] of thrown) bus.subscribe("OrderPlaced", name, failing("throws", error));
  bus.subscribe("OrderPlaced", "stock", doNothing);
  const first = await bus.publish(event("OrderPlaced"));
  checkReport(check, first, ["stock"], thrown);
  step("publish OrderShipped to its one subscriber, and look at the first report again");
  bus.subscribe("OrderShipped", "invoices", doNothing);
  checkReport(check, await bus.publish(event("OrderShipped")), ["invoices"], new Map());
  check.equal(
    [first.handledBy, first.failures.length],
    [["stock"], 2],
    "The next publish changed the report of the one before: every publish needs lists of its own.",
  );
});

rule("publish-waits", async ({ exercise, check, step, settle }) => {
  const bus = exercise.createBus({ store: new TestStore() });
  const open: (() => void)[] = [];
  const finished: string[] = [];
  step("subscribe twice to OrderPlaced, with subscribers that take their time; the first one to finish fails");
  for (const name of ["reserve-stock", "send-mail"]) {
    bus.subscribe("OrderPlaced", name, async () => {
      await new Promise<void>((resolve) => open.push(resolve));
      finished.push(name);
      if (finished.length === 1) throw new Error(`${name} is down`);
    });
  }
  step("publish OrderPlaced");
  const publishing = watch(() => bus.publish(event("OrderPlaced")));
  // A bus may call its subscribers one after the other or at once: let one finish at a time.
  for (let done = 0; done < 2; done += 1) {
    await settle();
    rethrowIfUnwritten(publishing);
    check.equal(
      publishing.state,
      "pending",
      `publish was over when ${String(done)} of 2 subscribers had finished. Nobody waits for the others any more.`,
    );
    step("let one subscriber finish");
    open.shift()?.();
  }
  await settle();
  check.equal(finished.length, 2, "Both subscribers should have been called, and have finished.");
  check.that(
    publishing.state !== "pending",
    "Both subscribers have finished or failed, and publish is still not over.",
  );
});

rule("query-is-answered", async ({ exercise, check, step }) => {
  const placedAt = new Date("2026-01-15T09:00:00.000Z");
  const store = new TestStore({ "order-1": { status: "placed", placedAt } });
  const bus = exercise.createBus({ store });
  const asked: Query[] = [];
  step("answer GetOrder and CountOrders, and ask GetOrder");
  bus.answer("GetOrder", async (received, reader) => {
    asked.push(received);
    return reader.read("order-1");
  });
  bus.answer("CountOrders", async () => 1);
  const getOrder = query("GetOrder", { orderId: "order-1" });
  const answer = await check.succeeds(
    () => bus.ask(getOrder),
    "The handler of GetOrder could not read from what the bus gave it. A store may be a class, whose methods need their `this`.",
  );
  check.equal(
    answer,
    { status: "placed", placedAt },
    "ask did not resolve with the answer of the query's handler, which it had read through the bus's reader.",
  );
  check.equal(asked, [getOrder], "The handler of GetOrder was not called once with the query that was asked.");
  step("ask CountOrders");
  check.equal(await bus.ask(query("CountOrders")), 1, "ask did not resolve with the answer of CountOrders' handler.");
  step("the order is shipped; ask the same GetOrder again");
  await store.write("order-1", { status: "shipped" });
  check.equal(
    await bus.ask(getOrder),
    { status: "shipped" },
    "The store changed between two asks, and the second one got the old answer: nobody told the bus to remember.",
  );
  step("ask the same GetOrder twice at the same moment");
  asked.length = 0;
  await Promise.all([bus.ask(getOrder), bus.ask(getOrder)]);
  check.equal(
    asked.length,
    2,
    "Two asked the same at one moment, and its handler was not called for each. What it has read for the first may be old when the second asks.",
  );
  step("ask FindOrder, whose handler finds nothing");
  bus.answer("FindOrder", async () => undefined);
  check.equal(
    await check.succeeds(
      () => bus.ask(query("FindOrder")),
      "A query was answered with undefined, and ask rejected. To find nothing is an answer too.",
    ),
    undefined,
    "A query was answered with undefined, and ask resolved with something else.",
  );
});

rule("query-cannot-write", async ({ exercise, check, step }) => {
  const store = new TestStore({ "order-1": { status: "placed" } });
  const bus = exercise.createBus({ store });
  let writes = 0;
  step("answer GetOrder with a handler that tries to write behind a cast, and ask it");
  bus.answer("GetOrder", async (_query, ...given: readonly unknown[]) => {
    for (const object of given) {
      if (typeof (object as Partial<KeyValueStore> | undefined)?.write === "function") writes += 1;
      await tryToWrite(object);
    }
    return "done";
  });
  await bus.ask(query("GetOrder"));
  check.equal(
    [await store.read("order-1"), await store.read("order-2")],
    [{ status: "placed" }, undefined],
    "A query handler took what the bus gave it for a store, called write, and the store changed.",
  );
  check.equal(
    writes,
    0,
    "What the bus gave the query's handler has a method write. It changed nothing, and yet whoever sees it will call it: give an object that has none.",
  );
});

rule("handlers-may-use-the-bus", async ({ exercise, check, step, settle }) => {
  const bus = exercise.createBus({ store: new TestStore() });
  const log: string[] = [];
  step(
    "PlaceOrder's handler asks CountStock and publishes OrderPlaced; its subscriber sends ReserveStock, which publishes StockReserved",
  );
  bus.answer("CountStock", async () => 3);
  bus.handle("PlaceOrder", async () => {
    log.push(`PlaceOrder, ${String(await bus.ask(query("CountStock")))} in stock`);
    await bus.publish(event("OrderPlaced"));
  });
  bus.subscribe("OrderPlaced", "warehouse", async () => {
    log.push("OrderPlaced");
    await bus.send(command("ReserveStock"));
    log.push("ReserveStock is done");
  });
  bus.handle("ReserveStock", async () => {
    log.push("ReserveStock");
    const report = reportOf(check, await bus.publish(event("StockReserved")));
    log.push(`StockReserved was handled by ${report.handledBy.join() || "nobody"}`);
  });
  bus.subscribe("StockReserved", "packing", async () => void log.push("StockReserved"));
  step("send PlaceOrder");
  const sending = watch(() => bus.send(command("PlaceOrder")));
  await settle();
  rethrowIfUnwritten(sending);
  check.equal(
    log,
    [
      "PlaceOrder, 3 in stock",
      "OrderPlaced",
      "ReserveStock",
      "StockReserved",
      "StockReserved was handled by packing",
      "ReserveStock is done",
    ],
    "A handler used the bus while the bus was calling it, and did not get what it would get at any other time: either the chain stopped, or a call was over before its work was.",
  );
  check.that(
    sending.state === "resolved",
    "The whole chain of messages was handled, and the send that began it did not resolve.",
    { received: sending.value },
  );
});
