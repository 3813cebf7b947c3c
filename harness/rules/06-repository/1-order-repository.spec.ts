import * as exercise from "#exercise/06-repository/1-order-repository";
import { rulesFor, type StoreAtHand } from "#spec";
import {
  ConcurrencyError,
  orderFold,
  orderStream,
  type NewEvent,
  type NewOrderEvent,
  type OrderAggregate,
  type OrderRepository,
  type OrderState,
} from "eventlings";
import fc from "fast-check";
import { cancels, paysOverABadLine, twoClerks } from "./order-scenes.ts";
import { orderEvents } from "./orders.ts";
import { anyStep, command, loaded, nobodysOrder, prepare, rival, saved } from "./repositories.ts";

const rule = rulesFor("repository/order-repository", exercise);

const idsOf = (events: readonly NewEvent[]): readonly string[] => events.map(({ id }) => id);
const isConflict = (error: unknown): boolean => error instanceof ConcurrencyError;

rule("round-trip", async ({ exercise, check, step, scenario, forAll, settle }) => {
  {
    scenario("an order with 1,100 events");
    const { store, repository } = prepare(exercise);
    store.fill("order-7", orderEvents("7", 1_099));
    const order = await loaded(repository, check, "7");
    check.equal(
      { version: order.version, paid: order.state.status === "none" ? undefined : order.state.paid },
      { version: 1_100, paid: 1_099 * 500 },
      "The order has 1,100 events. What was loaded is not made of all of them.",
    );
  }
  {
    scenario("two orders are saved at the same moment, through one repository");
    const { store, repository, newOrder } = prepare(exercise);
    const orders = ["7", "8"].map((orderId) => {
      const order = newOrder();
      order.place({ orderId });
      return order;
    });
    await Promise.all(orders.map((order) => saved(repository, check, order)));
    check.equal(
      orders.map((order) => ({ uncommitted: order.uncommittedEvents().length, version: order.version })),
      orders.map(() => ({ uncommitted: 0, version: 1 })),
      "Two orders were saved at the same moment, and both saves resolved. Each of the two orders should have nothing left to store, and know its version.",
    );
    check.equal(
      store
        .all()
        .map(({ streamId }) => streamId)
        .sort(),
      ["order-7", "order-8"],
      "Two orders were saved at the same moment. Each should have its one event in its own stream.",
    );
  }
  scenario("place an order, and save and load it in between");
  await forAll(
    fc.array(anyStep, { maxLength: 8 }),
    async (steps) => {
      await settle();
      const { store, repository, newOrder } = prepare(exercise);
      store.fill("order-8", orderEvents("8", 1));
      let order: OrderAggregate = newOrder();
      order.place({ orderId: "7", customerId: "ada", lines: [{ sku: "mug", quantity: 1, unitPrice: 1_000 }], at: "" });
      const expected: NewOrderEvent[] = [];
      step("place order 7");
      for (const next of [...steps, { do: "save" } as const, { do: "load" } as const]) {
        if (next.do === "save" || next.do === "load") {
          step(next.do === "save" ? "save it" : "save it and load it again");
          const unsaved = order.uncommittedEvents();
          const result = await saved(repository, check, order);
          expected.push(...unsaved);
          const { events } = store.stream("order-7");
          check.equal(
            events.map(({ id, type, data, metadata }) => ({ id, type, data, metadata })),
            expected,
            "The stream order-7 should hold everything that was saved, in order, and each event with the id, the data and the metadata that the order gave it.",
          );
          check.equal(
            { uncommitted: idsOf(order.uncommittedEvents()), version: order.version },
            { uncommitted: [], version: events.length },
            "The save resolved. The order should have nothing left to store, and its version should be the position of its last event.",
          );
          if (unsaved.length > 0)
            check.equal(
              result,
              { streamPosition: events.length, globalPosition: events.at(-1)?.globalPosition },
              "save did not return what the append had answered: the positions of its last event.",
            );
          if (next.do === "save") continue;
          order = await loaded(repository, check, "7");
          check.equal(
            { state: order.state, version: order.version },
            { state: expected.reduce<OrderState>(orderFold.evolve, orderFold.initialState()), version: events.length },
            "The order that was loaded is not the one that was saved.",
          );
          continue;
        }
        step(next.do);
        command(order, next);
      }
      check.equal(store.stream("order-8").events.length, 2, "The stream of another order was changed.");
    },
    { runs: 1000 },
  );
});

rule("one-stream-per-order", async ({ exercise, check, step, scenario }) => {
  for (const orderId of ["7", "order-7", "undefined", " 7", "007", "A", "a/b"]) {
    scenario(`place an order with the id "${orderId}", save it, load it, record a payment, save it`);
    const { store, repository, newOrder } = prepare(exercise);
    const order = newOrder();
    order.place({ orderId });
    await saved(repository, check, order);
    check.equal(
      [...new Set(store.all().map(({ streamId }) => streamId))],
      [orderStream(orderId)],
      `The order's id is "${orderId}". It should be in the stream that orderStream("${orderId}") names.`,
    );
    const again = await loaded(repository, check, orderId, store);
    again.recordPayment({ amount: 1_000, at: "" });
    await saved(repository, check, again);
    check.equal(
      store.all().map(({ streamId, type }) => `${streamId}: ${type}`),
      [`${orderStream(orderId)}: OrderPlaced`, `${orderStream(orderId)}: PaymentReceived`],
      "What happened to the order later should be in the same stream.",
    );
  }
  {
    scenario("orders 7 and order-7 are two orders; load both, among many others");
    const { store, repository } = prepare(exercise);
    store.fill("order-7", orderEvents("7")).fill("order-order-7", orderEvents("order-7", 2));
    for (let number = 100; number < 150; number += 1) store.fill(`order-${String(number)}`, orderEvents("x", 3));
    for (const [orderId, version] of [
      ["7", 1],
      ["order-7", 3],
    ] as const) {
      const order = await loaded(repository, check, orderId);
      check.equal(
        [order.state.status === "none" ? undefined : order.state.orderId, order.version],
        [orderId, version],
        `load("${orderId}") gave another order than that with the id "${orderId}".`,
      );
    }
    check.that(
      store.calls.reduce((sum, { events }) => sum + events, 0) <= 20,
      "To load two orders with four events in all, much of the store was read. It holds fifty more orders now; later it holds millions.",
      { received: store.calls },
    );
  }
  scenario("save an order that has an event, and whose state says no id");
  const { store, repository, newOrder } = prepare(exercise);
  const { order: nobodys } = nobodysOrder(newOrder);
  step("its status is none: nothing tells which order it is");
  await check.fails(
    () => repository.save(nobodys),
    () => true,
    "An order that has an event to store, and no id, was saved without an error.",
  );
  check.equal(store.all(), [], "An order without an id should be stored nowhere.");
});

rule("missing-is-null", async ({ exercise, check, step, scenario }) => {
  {
    const { store, repository } = prepare(exercise);
    store.fill("order-7", orderEvents("7"));
    step("load order 8, which was never stored");
    const order = await check.succeeds(() => repository.load("8"), "load failed for an order that does not exist.");
    check.equal(order, null, "No order 8 was ever stored. load should give null.");
    check.equal(store.stream("order-8").exists, false, "Looking for an order made its stream exist.");
  }
  for (const before of [3, 9]) {
    scenario(`truncate the stream of order 7 before position ${String(before)}; it has three events`);
    const { store, repository } = prepare(exercise);
    await store.fill("order-7", orderEvents("7", 2)).truncateBefore("order-7", before);
    step("load order 7");
    const order =
      (await check.succeeds(() => repository.load("7"), "load failed for an order that was truncated.")) ??
      check.fail(
        "Order 7 exists; the store says so. Its older events were truncated, and load gave null, as if there had never been such an order.",
      );
    const left = before === 3 ? 3 : 0;
    check.equal(order.version, left, "The order should be made of the events that are left, with their positions.");
  }
  scenario("the store does not answer");
  const { store, repository } = prepare(exercise);
  store.fill("order-7", orderEvents("7"));
  const lost = store.failNext("read");
  await check.fails(
    () => repository.load("7"),
    (error) => error === lost,
    "The connection was lost while order 7 was read. The caller should get that very error: nobody knows whether there is an order 7.",
  );
});

rule("expects-what-was-loaded", async ({ exercise, check, step, scenario }) => {
  const refused = async (store: StoreAtHand, save: () => Promise<unknown>, happened: string): Promise<void> => {
    const before = idsOf(store.all());
    const error = await check.fails(
      async () => {
        const result = await save();
        if (idsOf(store.all()).join() === before.join())
          check.fail(
            "Somebody else had written, and nothing was stored by this save. It resolved all the same: the caller takes its events for stored.",
          );
        return result;
      },
      () => true,
      happened,
    );
    check.that(isConflict(error), "Somebody else had written. The caller should get the store's ConcurrencyError.", {
      received: error,
    });
    check.equal(idsOf(store.all()), before, "The save was refused, and the store was changed all the same.");
  };
  const stored = async (
    { store, repository }: { readonly store: StoreAtHand; readonly repository: OrderRepository },
    order: OrderAggregate,
  ): Promise<void> => {
    const { currentVersion } = store.stream("order-7");
    const count = order.uncommittedEvents().length;
    await saved(repository, check, order);
    check.equal(store.stream("order-7").currentVersion, currentVersion + count, "The save did not store its events.");
  };
  for (const payments of [0, 2]) {
    scenario(`a new order 7, with ${payments === 0 ? "one event" : "three events at once"}`);
    const { store, repository, newOrder } = prepare(exercise);
    const [first, second] = [newOrder(), newOrder()];
    for (const order of [first, second]) {
      order.place({ orderId: "7" });
      for (let count = 0; count < payments; count += 1) order.recordPayment({ amount: 500 });
    }
    await stored({ store, repository }, first);
    step("another new order with the same id is saved");
    await refused(store, () => repository.save(second), "A second new order 7 was stored behind the first one.");
  }
  {
    scenario("load order 7 twice at the same moment, through one repository");
    const { store, repository } = prepare(exercise);
    store.fill("order-7", orderEvents("7", 2));
    const [one, other] = await Promise.all([loaded(repository, check, "7"), loaded(repository, check, "7")]);
    step("record a payment with one of the two");
    one.recordPayment({ amount: 1, at: "" });
    check.equal(
      other.uncommittedEvents().length,
      0,
      "The order was loaded twice at the same moment, and one of the two was changed. The other one has changed with it: two callers hold one object.",
    );
  }
  const history = orderEvents("7", 2);
  const unknown = [...history.slice(0, 2), { id: "7-wrapped", type: "OrderWrapped", data: { paper: "blue" } }];
  for (const [what, before, events] of [
    ["order 7 has three events", 0, history],
    ["order 7 has three events, of which the first two are truncated", 3, history],
    ["order 7 has three events, the last of a type that only a newer version of the shop knows", 0, unknown],
  ] as const) {
    const start = async (text: string) => {
      scenario(what);
      step(text);
      const prepared = prepare(exercise);
      await prepared.store.fill("order-7", events).truncateBefore("order-7", before);
      const order = await loaded(prepared.repository, check, "7");
      return { ...prepared, order };
    };
    const pay = (order: OrderAggregate): void => {
      if (before === 0) order.recordPayment({ amount: 1, at: "" });
      // Without its beginning nobody can tell what it is, so it is placed.
      else if (order.uncommittedEvents().length === 0 && order.state.status === "none")
        order.place({ orderId: "7", customerId: "ada", lines: [], at: "" });
      else order.recordPayment({ amount: 1, at: "" });
    };
    {
      const { store, repository, order } = await start("load it, change it twice, save; change it again, save");
      pay(order);
      pay(order);
      await stored({ store, repository }, order);
      pay(order);
      await stored({ store, repository }, order);
    }
    {
      const { store, repository, order } = await start("load it, change it; somebody else writes; save");
      pay(order);
      rival(store);
      await refused(
        store,
        () => repository.save(order),
        "Somebody else wrote between the load and the save. The save went through, with a decision that was made without it.",
      );
    }
    {
      const { store, repository, order } = await start(
        "load it; somebody else writes; load it once more, apart; change the first and save it",
      );
      rival(store);
      await loaded(repository, check, "7");
      pay(order);
      await refused(
        store,
        () => repository.save(order),
        "The order was loaded, then somebody else wrote, and then the order was loaded a second time. The first object knows nothing of what was written, and was saved all the same.",
      );
    }
    {
      const { store, repository, order } = await start(
        "load it, change it, save; somebody else writes; change it, save",
      );
      pay(order);
      await stored({ store, repository }, order);
      rival(store);
      pay(order);
      await refused(
        store,
        () => repository.save(order),
        "Somebody else wrote between the first save and the second one. The second went through, with a decision that was made without it.",
      );
      step("load it anew, change it, save");
      const anew = await loaded(repository, check, "7");
      check.equal(anew.version, 5, "The order that was loaded last does not know of everything that is stored.");
      anew.recordPayment({ amount: 1, at: "" });
      await stored({ store, repository }, anew);
    }
  }
});

rule("nothing-to-save", async ({ exercise, check, step, scenario }) => {
  const { store, repository, newOrder } = prepare(exercise);
  const quiet = async (order: OrderAggregate, happened: string): Promise<void> => {
    store.calls.length = 0;
    const result = await check.succeeds(() => repository.save(order), `${happened} save failed.`);
    check.equal(store.calls, [], `${happened} The store was called for it.`);
    check.equal(result, undefined, `${happened} save should give undefined: no append has answered anything.`);
  };
  step("save an order that was made and never placed");
  await quiet(newOrder(), "An order to which nothing ever happened was saved.");
  scenario("load an order and save it, unchanged");
  store.fill("order-7", orderEvents("7", 1));
  const order = await loaded(repository, check, "7");
  await quiet(order, "An order was loaded and saved, and nothing had happened to it.");
  step("record a payment, save, and save again");
  order.recordPayment({ amount: 1, at: "" });
  await saved(repository, check, order);
  await quiet(order, "An order was saved twice, and nothing had happened to it in between.");
});

rule("keeps-events-until-stored", async ({ exercise, check, step, scenario, attack }) => {
  for (const when of ["before", "after"] as const)
    for (const kind of ["new", "loaded"] as const) {
      scenario(`a ${kind} order; the connection is lost, ${when} the store has done what it was asked for`);
      const { store, repository, newOrder } = prepare(exercise);
      if (kind === "loaded") store.fill("order-7", orderEvents("7", 1));
      const order = kind === "loaded" ? await loaded(repository, check, "7") : newOrder();
      if (kind === "new") order.place({ orderId: "7", customerId: "ada", lines: [], at: "" });
      order.recordPayment({ amount: 500, at: "" });
      const { version } = order;
      const unsaved = idsOf(order.uncommittedEvents());
      const lost = store.failNext("append", when);
      await check.fails(
        () => repository.save(order),
        (error) => error === lost,
        "The connection was lost during the append. The caller should get that very error, and nothing be tried again behind its back.",
      );
      check.equal(
        { version: order.version, uncommitted: idsOf(order.uncommittedEvents()) },
        { version, uncommitted: unsaved },
        "The save failed, and the order is not as it was before. Nobody can save what it has dropped.",
      );
      step("save the same order again");
      await check.succeeds(
        () => repository.save(order),
        "The same save was repeated after an answer had been lost, and it failed. With the same ids and the same expected version, the store knows it again.",
      );
      check.equal(
        idsOf(store.stream("order-7").events).slice(version),
        unsaved,
        "A save was repeated after its answer had been lost. In the end each event should be there once.",
      );
      check.equal(
        idsOf(order.uncommittedEvents()),
        [],
        "The repeated save resolved, and the order still has its events to store.",
      );
    }
  {
    scenario("load order 7, record a payment; somebody else writes; save");
    const { store, repository, errors } = prepare(exercise);
    store.fill("order-7", orderEvents("7", 1));
    const order = await loaded(repository, check, "7");
    order.recordPayment({ amount: 500, at: "" });
    const unsaved = idsOf(order.uncommittedEvents());
    rival(store);
    const error = await check.fails(
      () => repository.save(order),
      isConflict,
      "Somebody else had written, and save did not say so.",
    );
    check.that(
      errors.length === 0 || errors.includes(error),
      "The save was refused by the store, and the caller got another ConcurrencyError than the store's: a copy. It should get that very object.",
      { expected: errors[0], received: error },
    );
    check.equal(
      { version: order.version, uncommitted: idsOf(order.uncommittedEvents()) },
      { version: 2, uncommitted: unsaved },
      "The save was refused, and the order is not as it was before. It says now that its events are stored, and they are nowhere.",
    );
  }
  {
    scenario("save an order that has an event, and whose state says no id");
    const { repository, newOrder } = prepare(exercise);
    const { order, told } = nobodysOrder(newOrder);
    await check.fails(
      () => repository.save(order),
      () => true,
      "An order that has an event to store, and no id, was saved without an error.",
    );
    check.equal(
      told,
      [],
      "The save was refused, as nobody can tell which order it is. The order was told all the same that its events are stored (markCommitted), and has dropped them.",
    );
  }
  scenario("the shop records a payment, over a connection that breaks at most twice");
  await attack(paysOverABadLine, { faults: { timeouts: 2 } });
});

rule("all-or-nothing", ({ attack }) => attack(cancels, { faults: { crashes: 1 } }));

rule("one-wins", ({ attack }) => attack(twoClerks));
