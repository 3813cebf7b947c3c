import * as exercise from "#exercise/05-deciders/2-order-aggregate";
import { rulesFor, testIds, type Check } from "#spec";
import {
  CommandRefused,
  type OrderAggregate,
  type OrderCommand,
  type OrderEvent,
  type OrderRules,
  type OrderState,
} from "eventlings";
import {
  allowsAll,
  anyStory,
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
import { copyOf } from "./copies.ts";
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
import { SIDE_LAW } from "./side-law.ts";
import { anyPlot, storyOf, type Look } from "./stories.ts";

const rule = rulesFor("deciders/order-aggregate", exercise);

/** Whatever came out of a method is not this law's concern: it goes on as it came. */
const passOn = ([...thrown]: readonly unknown[]): void => {
  if (thrown.length > 0) throw thrown[0];
};

const namesOf = (facts: readonly { readonly type: string }[]): string =>
  facts.map(({ type }) => type).join(", ") || "nothing";

rule("asks-decide", async ({ exercise, fresh, check, step, scenario, forAll }) => {
  // Whether the state is the right one is the next rule's concern.
  const askedWell = (sent: OrderCommand, asked: Look["asked"], state: OrderState): void => {
    const method = METHODS[sent.type];
    check.that(asked.length > 0, `${method} did not ask decide.`);
    for (const { command, state: given } of asked) {
      check.equal(command, sent, `${method} gave decide another command than the one that it stands for.`);
      check.equal(given, state, `${method} gave decide another state than the one that the order is in.`);
    }
  };
  const asksWell = (order: OrderAggregate, rules: ReturnType<typeof noting>, sent: OrderCommand): void => {
    rules.asked.length = 0;
    const state = copyOf(order.state);
    outcomeOf(() => send(order, copyOf(sent)));
    askedWell(sent, rules.asked, state);
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
    ["place an order with an empty id", place({ orderId: "" })],
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
    anyPlot,
    async (plot) => {
      const [history, , commands] = plot;
      const story = await storyOf(plot, fresh);
      step(`load ${namesOf(history)}`);
      let { state } = story.after(0);
      for (const [index, command] of commands.entries()) {
        step(`send ${command.type}`);
        const look = story.after(index + 1);
        askedWell(command, look.asked, state);
        ({ state } = look);
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
    anyStory,
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
        send(order, copyOf(command));
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
  const DECIDED = "While the order was loaded, decide was asked.";
  const TO_STORE =
    "The order was only loaded, and it has events to store. They are stored already: the next save would write them twice.";
  const ANOTHER_STATE = "The loaded order is not in the state that its events lead to.";
  const nobody: OrderRules = () => {
    throw new CommandRefused("TODAYS_RULES", "Today's rules do not allow that.");
  };
  const loads = async (facts: readonly OrderEvent[]): Promise<void> => {
    const rules = noting(nobody);
    const order = await check.succeeds(
      () => exercise.loadOrder(portsWith(rules.decide), recorded(facts)),
      "The order could not be loaded. Whether its events were allowed was decided when they happened.",
    );
    check.equal(
      rules.asked.map(({ command }) => command.type),
      [],
      DECIDED,
    );
    check.equal(order.uncommittedEvents(), [], TO_STORE);
    check.equal(order.state, stateAfter(facts), ANOTHER_STATE);
  };
  scenario("make a new order");
  check.equal(exercise.createOrder(portsWith(nobody)).uncommittedEvents(), [], "A new order has events to store.");
  scenario("load an order that was shipped on account: no payment came before OrderShipped, and today's rules mind");
  const [placed, , shipped] = historyUntil("shipped") as [OrderEvent, OrderEvent, OrderEvent];
  await loads([placed, shipped]);
  scenario("load an order that was cancelled, and shipped all the same");
  await loads([...historyUntil("cancelled"), shipped]);
  scenario("load an order that holds an event of a newer version");
  await loads([placed, giftWrapped]);
  scenario("load an order at random, from its events in any order");
  await forAll(
    anyPlot,
    async (plot) => {
      const [history] = plot;
      const story = await storyOf(plot, fresh);
      step(`load ${namesOf(history)}`);
      const { asked, uncommitted, state } = story.after(0);
      check.equal(
        asked.map(({ command }) => command.type),
        [],
        DECIDED,
      );
      check.equal(uncommitted, [], TO_STORE);
      check.equal(state, stateAfter(history), ANOTHER_STATE);
    },
    { runs: 1000 },
  );
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
    anyPlot,
    async (plot) => {
      const [history, from, commands] = plot;
      if (history.length === 0) return;
      const last = from + history.length - 1;
      const story = await storyOf(plot, fresh);
      step(`load ${namesOf(history)}, from position ${String(from)}`);
      check.equal(story.after(0).version, last, "The version is not the position of the last stored event.");
      for (const [index, command] of commands.entries()) {
        step(`send ${command.type}`);
        const { version, thrown } = story.after(index + 1);
        passOn(thrown);
        check.equal(version, last, "A new event that is not stored yet has changed the version.");
      }
    },
    { runs: 1000 },
  );
});

rule("one-id-for-ever", async ({ exercise, fresh, check, step, scenario, forAll }) => {
  const goodIds = (all: readonly string[], given: readonly string[]): void => {
    check.that(
      all.every((id) => given.includes(id)),
      "A new event has an id that does not come from `ids`.",
      {
        expected: given,
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
  };
  scenario("send commands to an order, and look at its new events again and again (the rules allow everything)");
  await forAll(
    anyPlot,
    async (plot) => {
      const [history, , commands] = plot;
      const story = await storyOf(plot, fresh);
      step(`load ${namesOf(history)}`);
      let known: readonly string[] = [];
      for (const [index, command] of commands.entries()) {
        step(`send ${command.type}, and look at all new events twice`);
        const { ids, again, given, thrown } = story.after(index + 1);
        passOn(thrown);
        const [before, after] = given;
        check.equal(
          after.length,
          before.length,
          "Events were looked at, and `ids` was asked. They happened before that.",
        );
        check.equal(again, ids, "An event has another id each time that somebody looks at it.");
        check.equal(
          ids.slice(0, known.length),
          known,
          "An event that had happened before got another id with the next command.",
        );
        goodIds(ids, before);
        known = ids;
      }
    },
    { runs: 1000 },
  );
  scenario("place an order, load a paid one and cancel it, and look at the new events of both");
  const ids = notingIds();
  const placed = exercise.createOrder(portsWith(allowsAll, ids));
  const cancelled = exercise.loadOrder(portsWith(allowsAll, ids), recorded(historyUntil("paid")));
  send(placed, place());
  send(cancelled, cancel());
  goodIds(
    [placed, cancelled].flatMap((order) => order.uncommittedEvents().map(({ id }) => id)),
    ids.given,
  );
});

rule("committed-is-done", async ({ exercise, fresh, check, step, scenario, forAll }) => {
  const isDone = (at: number, before: OrderState, now: Pick<Look, "uncommitted" | "version" | "state">): void => {
    check.equal(now.uncommitted, [], "All events are stored, and the order has some to store.");
    check.equal(now.version, at, `The last event is stored at position ${String(at)}, and the version says otherwise.`);
    check.equal(now.state, before, "That events were stored has changed the order's state.");
  };
  const isStored = (order: OrderAggregate, version: number): void => {
    const { state } = order;
    step(
      `the events are stored, the last of them at position ${String(version)}: call markCommitted(${String(version)})`,
    );
    order.markCommitted(version);
    isDone(version, state, { uncommitted: order.uncommittedEvents(), version: order.version, state: order.state });
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
  scenario("load an order, send it commands, save it, send the first one again, and save again (the rules allow all)");
  await forAll(
    anyPlot,
    async (plot) => {
      const [history, from, commands] = plot;
      const story = await storyOf(plot, fresh);
      step(`load ${namesOf(history)}`);
      let facts: readonly OrderEvent[] = history;
      let stored = facts.length;
      const raises = (command: OrderCommand, { uncommitted, thrown }: Look): void => {
        passOn(thrown);
        facts = [...facts, ...allowsAll(command, stateAfter(facts))];
        check.equal(
          uncommitted,
          facts.slice(stored),
          "What the order has to store is not what happened since the last save.",
        );
      };
      const saved = (at: number, before: Look, after: Look): void => {
        step(`the events are stored, the last of them at position ${String(at)}: call markCommitted(${String(at)})`);
        isDone(at, before.state, after);
        stored = facts.length;
      };
      for (const [index, command] of commands.entries()) {
        step(`send ${command.type}`);
        raises(command, story.after(index + 1));
      }
      const end = from + history.length;
      saved(end + 10, story.after(commands.length), story.stored());
      const [first] = commands;
      if (first === undefined) return;
      step(`send ${first.type}`);
      raises(first, story.onceMore());
      saved(end + 20, story.onceMore(), story.storedAgain());
    },
    SIDE_LAW,
  );
});

/** Sends a command that decide refuses, and looks whether anything has come of it. */
function staysAsItWas(check: Check, order: OrderAggregate, command: OrderCommand, thrown: () => unknown): void {
  const before = seen(order);
  const outcome = outcomeOf(() => send(order, copyOf(command)));
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
  await forAll(
    anyStory,
    async ([history, commands]) => {
      step(`load ${namesOf(history)}`);
      const one = (await fresh()).loadOrder(portsWith(strict), recorded(history));
      let facts = history;
      for (const command of commands) {
        step(`send ${command.type}`);
        const answer = answerOfTable(command, stateAfter(facts));
        if ("code" in answer) staysAsItWas(check, one, command, () => thrown);
        else {
          send(one, copyOf(command));
          facts = [...facts, ...answer.events];
        }
      }
      check.equal(
        says(one.uncommittedEvents()),
        facts.slice(history.length),
        "Of commands that were allowed and others that were refused, other events are left than those of the first.",
      );
    },
    SIDE_LAW,
  );
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
  scenario("make a new order, and take its state");
  let order = exercise.createOrder(portsWith());
  keeps(order, "set the status in the state that it gave away", () => void (writable(order.state).status = "paid"));
  scenario("place an order, and take its new events");
  order = placedOrder();
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
  const copy = copyOf(history);
  order = exercise.loadOrder(portsWith(), history);
  check.equal(history, copy, "Loading an order changed the events that it was loaded from.");
  keeps(order, "change a line in the event that it was loaded from", () => {
    writable(history[0]).data.lines[0].unitPrice = 1;
  });
  keeps(order, "empty the list that it was loaded from", () => void history.splice(0));
});

rule("orders-share-nothing", async ({ fresh, check, step, scenario, forAll }) => {
  scenario(
    "send commands to two orders in turn, and the same ones to the first order alone (the rules allow everything)",
  );
  await forAll(
    anyPlot,
    async (plot) => {
      const [history, from, commands] = plot;
      const alone = await storyOf(plot, fresh);
      const { createOrder, loadOrder } = await fresh();
      const ports = portsWith(allowsAll, testIds());
      step(`load the first order from ${namesOf(history)}, and make a second one`);
      const order = loadOrder(ports, recorded(history, from));
      const other = createOrder(ports);
      for (const command of commands) {
        step(`send ${command.type} to the first order, and then to the second one`);
        send(order, copyOf(command));
        send(other, copyOf(command));
      }
      step("look at the first order");
      const { state, version, uncommitted } = alone.after(commands.length);
      const visible = (): unknown => [order.state, order.version, says(order.uncommittedEvents())];
      check.equal(
        visible(),
        [state, version, uncommitted],
        "The first order is not as it would be without the second one. (Its state, its version, and its new events.)",
      );
      step("save the second order");
      other.markCommitted(99);
      check.equal(
        visible(),
        [state, version, uncommitted],
        "The second order was saved, and that changed the first one.",
      );
    },
    SIDE_LAW,
  );
});
