import * as exercise from "#exercise/05-deciders/2-order-aggregate";
import { rulesFor, testIds, type Check } from "#spec";
import { CommandRefused, type OrderAggregate, type OrderCommand, type OrderEvent, type OrderRules } from "eventlings";
import fc from "fast-check";
import {
  allowsAll,
  anyCommands,
  anyHistory,
  giftWrapped,
  METHODS,
  noting,
  notingIds,
  portsWith,
  recorded,
  says,
  seen,
  send,
  shopRules,
  staysAs,
  tamper,
  wrapsGifts,
  writable,
} from "./aggregates.ts";
import {
  answerOfTable,
  cancel,
  historyUntil,
  LAMP,
  MUG,
  outcomeOf,
  pay,
  place,
  SAYS,
  ship,
  stateAfter,
  STATUSES,
} from "./orders.ts";

const rule = rulesFor("deciders/order-aggregate", exercise);

const namesOf = (facts: readonly { readonly type: string }[]): string =>
  facts.map(({ type }) => type).join(", ") || "nothing";

rule("asks-decide", async ({ exercise, fresh, check, step, scenario, forAll }) => {
  // Whether the state is the right one is the next rule's concern.
  const asksWell = (order: OrderAggregate, rules: ReturnType<typeof noting>, sent: OrderCommand): void => {
    rules.asked.length = 0;
    const state = structuredClone(order.state);
    outcomeOf(() => send(order, structuredClone(sent)));
    const method = METHODS[sent.type];
    check.that(rules.asked.length > 0, `${method} did not ask decide.`);
    for (const { command, state: given } of rules.asked) {
      check.equal(command, sent, `${method} gave decide another command than the one that it stands for.`);
      check.equal(given, state, `${method} gave decide another state than the one that the order is in.`);
    }
  };
  scenario("place a new order, and give the command the order's id: 42");
  const rules = noting(shopRules);
  const order = exercise.createOrder(portsWith(rules.decide));
  asksWell(order, rules, place());
  step("record the payment; nothing was saved in between");
  asksWell(order, rules, pay());
  step("ship it");
  asksWell(order, rules, ship());
  const another = exercise.createOrder(portsWith(rules.decide));
  for (const [what, odd] of [
    ["place an order without lines", place({ lines: [] })],
    ["place an order in which a line has a quantity of 0", place({ lines: [MUG, { ...LAMP, quantity: 0 }] })],
    ["record a payment over -1", pay(-1)],
    ["ship an order, without a tracking number", ship("")],
  ] as const) {
    scenario(`${what}: what to say to that is for decide to know`);
    asksWell(another, rules, odd);
  }
  scenario("load a paid order, and cancel it");
  asksWell(exercise.loadOrder(portsWith(rules.decide), recorded(historyUntil("paid"))), rules, cancel());
  scenario("load an order, and send it commands (the rules allow everything)");
  await forAll(
    fc.tuple(anyHistory, anyCommands),
    async ([history, commands]) => {
      const all = noting(allowsAll);
      const { loadOrder } = await fresh();
      step(`load ${namesOf(history)}`);
      const one = loadOrder(portsWith(all.decide), recorded(history));
      for (const command of commands) {
        step(`send ${command.type}`);
        asksWell(one, all, command);
      }
    },
    { runs: 1000 },
  );
});

rule("state-is-the-fold", async ({ exercise, fresh, check, step, scenario, forAll }) => {
  scenario("make a new order, and look at its state");
  check.equal(exercise.createOrder(portsWith()).state, { status: "none" }, "A new order is not in the first state.");
  scenario("place a new order, pay it, and ship it; do not save");
  const order = exercise.createOrder(portsWith());
  for (const [command, status] of [
    [place(), "placed"],
    [pay(), "paid"],
    [ship(), "shipped"],
  ] as const) {
    step(`send ${command.type}, and look at the state`);
    send(order, command);
    check.equal(
      order.state,
      stateAfter(historyUntil(status)),
      `After ${command.type}, the state is not what orderFold makes of ${namesOf(historyUntil(status))}.`,
    );
  }
  for (const status of STATUSES) {
    scenario(`load ${SAYS[status]}, and look at its state`);
    const history = historyUntil(status);
    check.equal(
      exercise.loadOrder(portsWith(), recorded(history)).state,
      stateAfter(history),
      `The order was loaded from ${namesOf(history)}. Its state is not what orderFold makes of that.`,
    );
  }
  scenario("place a new order; decide gives an event of a newer version before OrderPlaced, and one after it");
  const wrapped = exercise.createOrder(portsWith(wrapsGifts));
  await check.succeeds(
    () => send(wrapped, place()),
    "decide gave an event that orderFold does not know, and place threw.",
  );
  check.equal(
    wrapped.state,
    stateAfter(historyUntil("placed")),
    "An event that orderFold does not know changes nothing. The state says otherwise.",
  );
  check.equal(
    namesOf(wrapped.uncommittedEvents()),
    "GiftWrapChosen, OrderPlaced, GiftWrapChosen",
    "What decide gave has happened, known or not. The new events say otherwise.",
  );
  scenario("load an order, send it commands, save it, and load it again");
  await forAll(
    fc.tuple(anyHistory, anyCommands),
    async ([history, commands]) => {
      const { loadOrder } = await fresh();
      step(`load ${namesOf(history)}`);
      const order = loadOrder(portsWith(), recorded(history));
      let facts = history;
      for (const command of commands) {
        // Commands that lead to nothing are another rule's concern.
        const answer = answerOfTable(command, stateAfter(facts));
        if ("code" in answer || answer.events.length === 0) continue;
        step(`send ${command.type}`);
        send(order, structuredClone(command));
        facts = [...facts, ...answer.events];
        check.equal(
          order.state,
          stateAfter(facts),
          `After ${namesOf(facts)}, the state is not what orderFold makes of these events.`,
        );
      }
      const raised = says(order.uncommittedEvents()) as OrderEvent[];
      check.equal(
        raised,
        facts.slice(history.length),
        "The new events are not those that decide gave, in the order in which they happened.",
      );
      step("load the order again, from its old events and the new ones");
      check.equal(
        loadOrder(portsWith(), recorded([...history, ...raised])).state,
        order.state,
        "Loaded again from the same events, the order is in another state than it was in before.",
      );
    },
    { runs: 1000 },
  );
});

rule("loading-decides-nothing", async ({ exercise, fresh, check, step, scenario, forAll }) => {
  const nobody: OrderRules = () => {
    throw new CommandRefused("TODAYS_RULES", "Today's rules do not allow that.");
  };
  const loads = async (
    { loadOrder }: Pick<typeof exercise, "loadOrder">,
    facts: readonly OrderEvent[],
    from = 1,
  ): Promise<void> => {
    const rules = noting(nobody);
    const ids = notingIds();
    const order = await check.succeeds(
      () => loadOrder(portsWith(rules.decide, ids), recorded(facts, from)),
      "The order could not be loaded. Whether its events were allowed was decided when they happened.",
    );
    check.equal(
      rules.asked.map(({ command }) => command.type),
      [],
      "While the order was loaded, decide was asked.",
    );
    check.equal(
      order.uncommittedEvents(),
      [],
      "The order was only loaded, and it has events to store. They are stored already: the next save would write them twice.",
    );
    check.equal(order.state, stateAfter(facts), "The loaded order is not in the state that its events lead to.");
  };
  scenario("make a new order");
  check.equal(exercise.createOrder(portsWith(nobody)).uncommittedEvents(), [], "A new order has events to store.");
  scenario("load an order that was shipped on account: no payment came before OrderShipped, and today's rules mind");
  const [placed, , shipped] = historyUntil("shipped") as [OrderEvent, OrderEvent, OrderEvent];
  await loads(exercise, [placed, shipped]);
  scenario("load an order that was cancelled, and shipped all the same");
  await loads(exercise, [...historyUntil("cancelled"), shipped]);
  scenario("load an order that holds an event of a newer version");
  await loads(exercise, [placed, giftWrapped]);
  scenario("load an order at random, from its events in any order");
  const shuffled = anyHistory.chain((facts) =>
    fc.shuffledSubarray([...facts], { minLength: facts.length, maxLength: facts.length }),
  );
  await forAll(shuffled, async (facts) => {
    step(`load ${namesOf(facts)}`);
    await loads(await fresh(), facts);
  });
});

rule("version-is-the-position", async ({ exercise, fresh, check, step, scenario, forAll }) => {
  scenario("make a new order, and place it without saving");
  const order = exercise.createOrder(portsWith());
  check.equal(order.version, 0, "Nothing of a new order is stored, and its version is not 0.");
  send(order, place());
  check.equal(
    order.version,
    0,
    "The order was placed and not saved. Still nothing is stored, and its version is not 0 any more.",
  );
  scenario("load an order from no events");
  check.equal(exercise.loadOrder(portsWith(), []).version, 0, "No event was stored, and the version is not 0.");
  scenario("load a paid order whose events are at positions 8 and 9: what was before them is truncated");
  const truncated = exercise.loadOrder(portsWith(), recorded(historyUntil("paid"), 8));
  check.equal(truncated.version, 9, "The last stored event is at position 9, and the version says otherwise.");
  step("ship it, and do not save");
  send(truncated, ship());
  check.equal(truncated.version, 9, "A new event that is not stored yet has changed the version.");
  scenario("load a placed order whose last event, at position 2, has a type that is not in the union");
  check.equal(
    exercise.loadOrder(portsWith(), recorded([...historyUntil("placed"), giftWrapped])).version,
    2,
    "The last stored event is at position 2. It changes nothing in the order, but it is there, and a save has to expect it.",
  );
  scenario("load an order whose first event is at any position, and send it commands (the rules allow everything)");
  await forAll(
    fc.tuple(anyHistory, fc.integer({ min: 1, max: 500 }), anyCommands),
    async ([history, from, commands]) => {
      if (history.length === 0) return;
      const last = from + history.length - 1;
      step(`load ${namesOf(history)}, from position ${String(from)}`);
      const one = (await fresh()).loadOrder(portsWith(allowsAll), recorded(history, from));
      check.equal(one.version, last, "The version is not the position of the last stored event.");
      for (const command of commands) {
        step(`send ${command.type}`);
        send(one, command);
        check.equal(one.version, last, "A new event that is not stored yet has changed the version.");
      }
    },
  );
});

rule("one-id-for-ever", async ({ fresh, check, step, scenario, forAll }) => {
  scenario("send commands to two orders, and look at their new events again and again (the rules allow everything)");
  await forAll(fc.tuple(anyCommands, anyCommands), async ([mine, other]) => {
    const ids = notingIds();
    const { createOrder, loadOrder } = await fresh();
    const orders = [
      createOrder(portsWith(allowsAll, ids)),
      loadOrder(portsWith(allowsAll, ids), recorded(historyUntil("paid"))),
    ];
    const idsOf = (order: OrderAggregate | undefined): string[] =>
      (order?.uncommittedEvents() ?? []).map(({ id }) => id);
    let known: string[][] = [[], []];
    for (const [index, command] of [mine, other].flatMap((commands, at) => commands.map((one) => [at, one] as const))) {
      const order = orders[index];
      if (order === undefined) continue;
      step(`send ${command.type} to the ${index === 0 ? "first" : "second"} order, and look at all new events twice`);
      send(order, command);
      const given = ids.given.length;
      const [before, now] = [known, orders.map(idsOf)];
      check.equal(ids.given.length, given, "Events were looked at, and `ids` was asked. They happened before that.");
      check.equal(orders.map(idsOf), now, "An event has another id each time that somebody looks at it.");
      check.equal(
        now.map((list, at) => list.slice(0, before[at]?.length)),
        before,
        "An event that had happened before got another id with the next command.",
      );
      const all = now.flat();
      check.that(
        all.every((id) => ids.given.includes(id)),
        "A new event has an id that does not come from `ids`.",
        {
          expected: ids.given,
          received: all,
        },
      );
      check.that(
        new Set(all).size === all.length,
        "Two new events have one id: a store takes the second for the first.",
        {
          received: all,
        },
      );
      known = now;
    }
  });
});

rule("committed-is-done", async ({ exercise, fresh, check, step, scenario, forAll }) => {
  const isStored = (order: OrderAggregate, version: number): void => {
    const { state } = order;
    step(
      `the events are stored, the last of them at position ${String(version)}: call markCommitted(${String(version)})`,
    );
    order.markCommitted(version);
    check.equal(order.uncommittedEvents(), [], "All events are stored, and the order has some to store.");
    check.equal(
      order.version,
      version,
      `The last event is stored at position ${String(version)}, and the version says otherwise.`,
    );
    check.equal(order.state, state, "That events were stored has changed the order's state.");
  };
  scenario("place a new order");
  const order = exercise.createOrder(portsWith());
  send(order, place());
  isStored(order, 1);
  step("record the payment");
  send(order, pay());
  check.equal(
    says(order.uncommittedEvents()).map(({ type }) => type),
    ["PaymentReceived"],
    "OrderPlaced is stored, PaymentReceived is not. That is not what the order has to store.",
  );
  isStored(order, 2);
  scenario("place an order in a stream that was used before: its first six events are truncated");
  const again = exercise.createOrder(portsWith());
  send(again, place());
  isStored(again, 7);
  scenario("load a paid order, and cancel it: that makes two events");
  const loaded = exercise.loadOrder(portsWith(), recorded(historyUntil("paid"), 8));
  send(loaded, cancel());
  isStored(loaded, 11);
  scenario("load an order, and save it after some of its commands (the rules allow everything)");
  const saves = fc.array(fc.boolean(), { minLength: 5, maxLength: 5 });
  await forAll(fc.tuple(anyHistory, anyCommands, saves), async ([history, commands, saved]) => {
    step(`load ${namesOf(history)}`);
    const one = (await fresh()).loadOrder(portsWith(allowsAll), recorded(history));
    let facts = history;
    let stored = facts.length;
    for (const [index, command] of commands.entries()) {
      step(`send ${command.type}`);
      send(one, command);
      facts = [...facts, ...allowsAll(command, stateAfter(facts))];
      check.equal(
        says(one.uncommittedEvents()),
        facts.slice(stored),
        "What the order has to store is not what happened since the last save.",
      );
      if (saved[index] !== true) continue;
      stored = facts.length;
      isStored(one, stored);
    }
  });
});

/** Sends a command that decide refuses, and looks whether anything has come of it. */
function staysAsItWas(check: Check, order: OrderAggregate, command: OrderCommand, thrown: () => unknown): void {
  const before = seen(order);
  const outcome = outcomeOf(() => send(order, command));
  const method = METHODS[command.type];
  if (outcome.kind === "events")
    check.fail(`decide refused, and ${method} threw nothing: its caller believes it is done.`);
  else
    check.that(outcome.error === thrown(), `decide refused, and ${method} threw something else than decide did.`, {
      expected: thrown(),
      received: outcome.error,
    });
  staysAs(check, before, seen(order), `decide refused, and ${method} changed the order all the same.`);
}

rule("refused-changes-nothing", async ({ exercise, fresh, check, step, scenario, forAll }) => {
  let thrown: unknown;
  const strict: OrderRules = (command, state) => {
    try {
      return shopRules(command, state);
    } catch (error) {
      thrown = error;
      throw error;
    }
  };
  scenario("place a new order, and do not save");
  const order = exercise.createOrder(portsWith(strict));
  send(order, place());
  step("ship it: decide refuses, as it is not paid");
  staysAsItWas(check, order, ship(), () => thrown);
  step("record the payment, and ship it");
  await check.succeeds(() => {
    send(order, pay());
    send(order, ship());
  }, "After a command that was refused, the order refuses those that are in order.");
  check.equal(
    namesOf(order.uncommittedEvents()),
    "OrderPlaced, PaymentReceived, OrderShipped",
    "After a command that was refused, other events follow.",
  );
  scenario("load a placed order, and send it a command; decide fails with an error of another kind");
  const failing: OrderRules = () => {
    thrown = new RangeError("a fault in the rules");
    throw thrown;
  };
  const broken = exercise.loadOrder(portsWith(failing), recorded(historyUntil("placed")));
  for (const command of [place(), pay(), ship(), cancel()]) staysAsItWas(check, broken, command, () => thrown);
  scenario("load a cancelled order, and cancel it: decide gives no events");
  const over = exercise.loadOrder(portsWith(strict), recorded(historyUntil("cancelled")));
  const before = seen(over);
  await check.succeeds(() => send(over, cancel()), "Nothing follows from the command, and it was refused.");
  staysAs(check, before, seen(over), "Nothing followed from the command, and it changed the order.");
  scenario("load an order, and send it commands (the rules are the shop's)");
  await forAll(fc.tuple(anyHistory, anyCommands), async ([history, commands]) => {
    step(`load ${namesOf(history)}`);
    const one = (await fresh()).loadOrder(portsWith(strict), recorded(history));
    let facts = history;
    for (const command of commands) {
      step(`send ${command.type}`);
      const answer = outcomeOf(() => shopRules(command, stateAfter(facts)));
      if (answer.kind === "thrown") staysAsItWas(check, one, command, () => thrown);
      else {
        send(one, command);
        facts = [...facts, ...(answer.events as OrderEvent[])];
      }
    }
    check.equal(
      says(one.uncommittedEvents()),
      facts.slice(history.length),
      "Of commands that were allowed and others that were refused, other events are left than those of the first.",
    );
  });
});

rule("nobody-reaches-inside", ({ exercise, check, step, scenario }) => {
  const placedOrder = (): OrderAggregate => {
    const order = exercise.createOrder(portsWith());
    send(order, place());
    return order;
  };
  const keeps = (order: OrderAggregate, what: string, change: () => void): void => {
    const before = seen(order);
    step(what);
    tamper(change);
    staysAs(check, before, seen(order), `Somebody did this: ${what}. It changed the order.`);
  };
  scenario("place an order, and take its new events");
  let order = placedOrder();
  keeps(order, "empty the list of new events", () => void writable(order.uncommittedEvents()).splice(0));
  keeps(order, "push an event into the list", () => void writable(order.uncommittedEvents()).push(giftWrapped));
  keeps(order, "give the new event another id", () => void (writable(order.uncommittedEvents())[0].id = "mine"));
  keeps(order, "change the total in the new event", () => void (writable(order.uncommittedEvents())[0].data.total = 1));
  keeps(
    order,
    "change a quantity in the new event",
    () => void (writable(order.uncommittedEvents())[0].data.lines[0].quantity = 9),
  );
  keeps(order, "set the status in the state that it gave away", () => void (writable(order.state).status = "paid"));
  keeps(order, "add a line to the state", () => void writable(order.state).lines.push(LAMP));
  keeps(order, "change a price in the state", () => void (writable(order.state).lines[0].unitPrice = 1));

  scenario("place an order, and take the list of new events");
  order = placedOrder();
  const list = order.uncommittedEvents();
  const taken = namesOf(list);
  step("record the payment, and look at the list again");
  send(order, pay());
  check.equal(namesOf(list), taken, "A list that was taken before the payment has the payment in it: it is alive.");
  step("call markCommitted, and look at the list again");
  order.markCommitted(2);
  check.equal(namesOf(list), taken, "A list that was taken before markCommitted was emptied by it: it is alive.");

  scenario("place an order");
  const command = place({ lines: [{ ...MUG }, { ...LAMP }] });
  order = exercise.createOrder(portsWith());
  send(order, command);
  keeps(order, "change a line of the command", () => void (writable(command.data).lines[0].quantity = 9));
  keeps(order, "take the lines out of the command", () => void writable(command.data).lines.splice(0));

  scenario("load a paid order");
  const history = recorded(historyUntil("paid"));
  const copy = structuredClone(history);
  order = exercise.loadOrder(portsWith(), history);
  check.equal(history, copy, "Loading an order changed the events that it was loaded from.");
  keeps(order, "change a line in the event that it was loaded from", () => {
    writable(history[0]).data.lines[0].unitPrice = 1;
  });
  keeps(order, "empty the list that it was loaded from", () => void history.splice(0));
});

rule("orders-share-nothing", async ({ fresh, check, step, scenario, forAll }) => {
  const anyTurns = fc.tuple(anyHistory, fc.array(fc.tuple(fc.boolean(), anyCommands), { minLength: 1, maxLength: 3 }));
  scenario(
    "send commands to two orders in turn, and the same ones to the first order alone (the rules allow everything)",
  );
  await forAll(anyTurns, async ([history, turns]) => {
    const [together, alone] = [await fresh(), await fresh()];
    const [ports, lonely] = [portsWith(allowsAll, testIds()), portsWith(allowsAll, testIds())];
    step(`load the first order from ${namesOf(history)}, and make a second one`);
    const orders = [together.loadOrder(ports, recorded(history)), together.createOrder(ports)] as const;
    const only = alone.loadOrder(lonely, recorded(history));
    for (const [isFirst, commands] of turns)
      for (const command of commands) {
        step(`send ${command.type} to the ${isFirst ? "first" : "second"} order`);
        send(isFirst ? orders[0] : orders[1], structuredClone(command));
        if (isFirst) send(only, structuredClone(command));
      }
    step("look at the first order");
    const visible = (order: OrderAggregate): unknown => [order.state, order.version, says(order.uncommittedEvents())];
    check.equal(
      visible(orders[0]),
      visible(only),
      "The first order is not as it would be without the second one. (Its state, its version, and its new events.)",
    );
    step("save the second order");
    orders[1].markCommitted(99);
    check.equal(visible(orders[0]), visible(only), "The second order was saved, and that changed the first one.");
  });
});
