import * as exercise from "#exercise/05-deciders/3-decider-to-aggregate";
import { rulesFor, testIds } from "#spec";
import type { Decider, DomainEvent, Raised, RecordedEvent } from "eventlings";
import fc from "fast-check";
import { notingIds, recorded, says, seen, staysAs, tamper, writable } from "./aggregates.ts";
import {
  account,
  anyClassic,
  anyDecider,
  applied,
  CLASSICS,
  counter,
  decidedBy,
  DECIDERS,
  formOf,
  replayed,
  type AnyDecider,
  type Banked,
  type Counted,
} from "./any-deciders.ts";
import { copyOf } from "./copies.ts";
import {
  answerTo,
  AT,
  bank,
  brief,
  codeOf,
  decidesAlike,
  deposit,
  keepingErrors,
  load,
  namesOf,
  stateOf,
  withdraw,
  type AnyAggregate,
} from "./decided.ts";
import { outcomeOf } from "./orders.ts";
import { SIDE_LAW } from "./side-law.ts";

const rule = rulesFor("deciders/decider-to-aggregate", exercise);

/** A decider whose events say more than their type and data: in which shape they are written. */
const versioned: Decider<"Go", DomainEvent & { readonly shape: number }, number> = {
  initialState: () => 0,
  decide: () => [{ type: "Gone", data: {}, shape: 2 }],
  evolve: (sum, { shape }) => sum + shape,
};

rule("decides-like-the-decider", async ({ exercise, fresh, check, step, scenario, forAll }) => {
  scenario("make an object from a decider whose events have a field besides type and data: shape");
  const going = exercise.toAggregate(versioned, { ids: testIds() });
  going.execute("Go");
  check.equal(
    going.uncommittedEvents().map(({ type, shape }) => ({ type, shape })),
    [{ type: "Gone", shape: 2 }],
    "The decider's event has a field besides type and data, and the object's event has not kept it.",
  );
  scenario("send an object made from a decider its commands, one at a time");
  await forAll(
    anyDecider,
    async ([name, history, commands]) => {
      const form = formOf(DECIDERS, name);
      const kept = keepingErrors(form);
      step(`load ${name} from ${namesOf(history)}`);
      const one = load(await fresh(), kept.decider, history);
      let facts: readonly DomainEvent[] = [];
      let state = stateOf(form, history);
      for (const command of commands) {
        step(() => `execute ${brief(command)}`);
        const answer = answerTo(form, state, [command]);
        const outcome = outcomeOf(() => one.execute(copyOf(command)));
        if ("thrown" in answer) {
          if (outcome.kind === "events")
            check.fail("The decider refuses this command in this state, and the object carried it out.");
          else
            check.that(outcome.error === kept.thrown(), "The object threw something else than the decider did.", {
              expected: kept.thrown(),
              received: outcome.error,
            });
          continue;
        }
        if (outcome.kind === "thrown")
          check.fail("The decider allows this command in this state, and the object refused it.", {
            received: outcome.error,
          });
        facts = [...facts, ...answer.facts];
        ({ state } = answer);
        check.equal(
          says(one.uncommittedEvents()),
          facts,
          "The object's new events are not the decider's, in their order.",
        );
      }
    },
    { runs: 1000 },
  );
});

rule("state-is-the-fold", async ({ exercise, fresh, check, step, scenario, forAll }) => {
  const noDecision: Pick<AnyDecider, "decide"> = {
    decide() {
      throw new Error("Today's rules do not allow that.");
    },
  };
  scenario("make a bank account from no events");
  const empty = exercise.toAggregate(bank, { ids: testIds() });
  check.equal(empty.version, 0, "Nothing is stored, and the version is not 0.");
  check.equal(empty.uncommittedEvents(), [], "Nothing has happened, and there are events to store.");
  check.equal(empty.state, account.initialState(), "A new object is not in the decider's first state.");
  scenario("make an object without a history, of a decider whose state is a sum");
  check.equal(
    exercise.toAggregate(versioned, { ids: testIds() }).state,
    0,
    "Nothing has happened, and something was added up.",
  );
  scenario("load an account from the events at positions 8 and 9; what was before them is truncated");
  const old: readonly Banked[] = [
    { type: "Withdrawn", data: { amount: 50n, at: AT } },
    { type: "Deposited", data: { amount: 20n, at: AT, tags: [] } },
  ];
  const overdrawn = await check.succeeds(
    () => exercise.toAggregate({ ...bank, ...noDecision }, { ids: testIds() }, recorded(old, 8)),
    "The account was overdrawn in the past, and could not be loaded. Whether its events are allowed was decided when they happened.",
  );
  check.equal(overdrawn.version, 9, "The last stored event is at position 9, and the version says otherwise.");
  check.equal(overdrawn.uncommittedEvents(), [], "Everything is stored already, and there are events to store.");
  check.equal(overdrawn.state, stateOf(bank, old), "The state is not what evolve makes of the events.");

  scenario("load an object from an event with a field besides type and data: shape; its decider adds the shapes up");
  const going = exercise.toAggregate(versioned, { ids: testIds() }, recorded(versioned.decide("Go", 0)));
  check.equal(going.state, 2, "evolve did not get the loaded event as it is stored: with its field `shape`.");
  step("execute a command from which such an event follows");
  going.execute("Go");
  check.equal(going.state, 4, "evolve did not get the new event as the decider gave it: with its field `shape`.");

  scenario("load an object, and look at it after each command");
  await forAll(
    anyDecider,
    async ([name, history, commands]) => {
      const form = formOf(DECIDERS, name);
      step(`load ${name} from ${namesOf(history)}`);
      const one = load(await fresh(), form, history);
      let facts = history;
      let state = stateOf(form, facts);
      check.equal(one.state, state, "The loaded state is not what evolve makes of the events.");
      for (const command of commands) {
        const answer = answerTo(form, state, [command]);
        if ("thrown" in answer) continue;
        step(() => `execute ${brief(command)}`);
        one.execute(copyOf(command));
        facts = [...facts, ...answer.facts];
        ({ state } = answer);
        check.equal(
          one.state,
          state,
          `After ${namesOf(facts)}, the state is not what evolve makes of these events, each applied once.`,
        );
        check.equal(one.version, history.length, "Events that are not stored yet have changed the version.");
      }
    },
    { runs: 1000 },
  );
});

rule("each-on-the-last", async ({ exercise, fresh, check, step, scenario, forAll }) => {
  scenario("deposit 50, and then execute two commands at once: withdraw 30, and withdraw 15");
  const one = load(exercise, bank);
  one.execute(deposit(50n));
  await check.succeeds(() => one.execute(withdraw(30n), withdraw(15n)), "There is enough, and they were refused.");
  check.equal(
    Reflect.get(one.state as object, "balance"),
    3n,
    "50 less 30, 15 and two fees of 1 is 3. The balance is not.",
  );
  scenario("deposit 50, and then execute two commands at once: withdraw 30, and withdraw 30");
  const twice = load(exercise, bank);
  twice.execute(deposit(50n));
  const outcome = outcomeOf(() => twice.execute(withdraw(30n), withdraw(30n)));
  check.that(
    outcome.kind === "thrown",
    "Two times 30 and a fee were withdrawn from an account that had 50. Each of the two was decided on the balance before both of them.",
    { received: twice.state },
  );
  scenario("execute no command at all");
  const before = seen(one);
  await check.succeeds(() => one.execute(), "Nothing was asked for, and it was refused.");
  staysAs(check, before, seen(one), "Nothing was asked for, and something has changed.");
  scenario("execute several commands at once, in lots of any size");
  await forAll(
    anyDecider,
    async ([name, history, commands]) => {
      const form = formOf(DECIDERS, name);
      step(`load ${name} from ${namesOf(history)}`);
      const object = load(await fresh(), form, history);
      const lots = [commands.slice(0, 2), commands.slice(2)];
      let facts: readonly DomainEvent[] = [];
      let state = stateOf(form, history);
      for (const lot of lots) {
        const answer = answerTo(form, state, lot);
        if ("thrown" in answer) continue;
        step(() => `execute at once: ${lot.map(brief).join("; ") || "nothing"}`);
        object.execute(...copyOf(lot));
        facts = [...facts, ...answer.facts];
        ({ state } = answer);
        check.equal(
          says(object.uncommittedEvents()),
          facts,
          "The events are not those that follow if each command is decided on the state after the one before.",
        );
        check.equal(object.state, state, "The state is not what evolve makes of all of the events.");
      }
    },
    SIDE_LAW,
  );
});

rule("all-or-none", async ({ exercise, fresh, check, step, scenario, forAll }) => {
  const staysAsItWas = (one: AnyAggregate, commands: readonly unknown[], thrown: () => unknown): void => {
    const before = seen(one);
    const outcome = outcomeOf(() => one.execute(...copyOf(commands)));
    if (outcome.kind === "events")
      check.fail("One of the commands is refused by the decider, and execute threw nothing.");
    else
      check.that(outcome.error === thrown(), "execute threw something else than the decider did.", {
        expected: thrown(),
        received: outcome.error,
      });
    staysAs(
      check,
      before,
      seen(one),
      "One of the commands was refused, so none of them has happened. But the object has changed.",
    );
  };
  scenario("deposit 50, and do not save");
  const kept = keepingErrors(bank);
  const one = load(exercise, kept.decider);
  one.execute(deposit(50n));
  step("execute at once: withdraw 10, withdraw 100 (which is refused), withdraw 5");
  staysAsItWas(one, [withdraw(10n), withdraw(100n), withdraw(5n)], kept.thrown);
  step("withdraw 49: with the fee, that is all there is");
  await check.succeeds(() => one.execute(withdraw(49n)), "What was refused before has left its traces.");
  check.equal(
    namesOf(one.uncommittedEvents()),
    "Deposited, Withdrawn, FeeCharged",
    "After commands that were refused, other events follow.",
  );
  scenario("execute several commands at once, of which one is refused");
  await forAll(
    anyDecider,
    async ([name, history, commands]) => {
      const form = formOf(DECIDERS, name);
      const errors = keepingErrors(form);
      // Looked up first: most cases have nothing that is refused, and need no object.
      const state = stateOf(form, history);
      const [first, ...rest] = commands;
      const begun = answerTo(form, state, [first]);
      if (!("thrown" in answerTo(form, "thrown" in begun ? state : begun.state, rest))) return;
      step(`load ${name} from ${namesOf(history)}`);
      const object = load(await fresh(), errors.decider, history);
      if (!("thrown" in begun)) {
        step(() => `execute ${brief(first)}`);
        object.execute(copyOf(first));
      }
      step(() => `execute at once: ${rest.map(brief).join("; ")}`);
      staysAsItWas(object, rest, errors.thrown);
    },
    { runs: 1000 },
  );
});

rule("keeps-the-books", async ({ exercise, fresh, check, step, scenario, forAll }) => {
  scenario("store the first events of an account in a stream that was used before: six events of it are truncated");
  const again = load(exercise, bank);
  again.execute(deposit(5n));
  again.markCommitted(7);
  check.equal(again.version, 7, "The last event is stored at position 7, and the version says otherwise.");
  scenario("execute commands on two objects, and look at their new events again and again");
  await forAll(
    fc.tuple(anyDecider, fc.array(fc.boolean(), { minLength: 4, maxLength: 4 })),
    async ([[name, history, commands], saves]) => {
      const form = formOf(DECIDERS, name);
      const ids = notingIds();
      const module = await fresh();
      step(`load ${name} from ${namesOf(history)}, and make another one`);
      const [one, other] = [load(module, form, history, ids), load(module, form, [], ids)];
      let [state, others] = [stateOf(form, history), form.initialState()];
      let [facts, stored] = [history, history.length];
      let [known, all]: [readonly string[], string[]] = [[], []];
      for (const [index, command] of commands.entries()) {
        const elsewhere = answerTo(form, others, [command]);
        if (!("thrown" in elsewhere)) {
          other.execute(copyOf(command));
          others = elsewhere.state;
        }
        const answer = answerTo(form, state, [command]);
        if ("thrown" in answer) continue;
        step(() => `execute ${brief(command)}`);
        one.execute(copyOf(command));
        facts = [...facts, ...answer.facts];
        ({ state } = answer);
        const events = one.uncommittedEvents();
        const now = events.map(({ id }) => id);
        check.equal(
          says(events),
          facts.slice(stored),
          "What there is to store is not what happened since the last time that something was stored.",
        );
        check.equal(
          one.uncommittedEvents().map(({ id }) => id),
          now,
          "An event has another id each time that somebody looks at it.",
        );
        check.equal(now.slice(0, known.length), known, "An event got another id with the next command.");
        known = now;
        if (saves[index] !== true) continue;
        const before = one.state;
        stored = facts.length;
        const end = stored;
        step(() => `everything is stored: call markCommitted(${String(end)})`);
        one.markCommitted(stored);
        check.equal(one.uncommittedEvents(), [], "Everything is stored, and there are events to store.");
        check.equal(one.version, stored, "The version is not where the last event was stored.");
        check.equal(one.state, before, "That events were stored has changed the state.");
        [all, known] = [[...all, ...now], []];
      }
      step("look at the ids of all events of both");
      const used = [...all, ...known, ...other.uncommittedEvents().map(({ id }) => id)];
      check.that(
        used.every((id) => ids.given.includes(id)),
        "An event has an id that does not come from `ids`.",
        {
          expected: ids.given,
          received: used,
        },
      );
      check.that(new Set(used).size === used.length, "Two new events have one id.", { received: used });
    },
    SIDE_LAW,
  );
});

rule("nobody-reaches-inside", async ({ exercise, fresh, check, step, scenario, forAll }) => {
  const keeps = (one: AnyAggregate, what: string, change: () => void): void => {
    const before = seen(one);
    step(what);
    tamper(change);
    staysAs(check, before, seen(one), `Somebody did this: ${what}. It changed the object.`);
  };
  scenario("make an account to which nothing has happened");
  const empty = load(exercise, bank);
  keeps(empty, "set a day in the Map of the state", () => void writable(empty.state).byDay.set("2026-01-15", 0n));
  const tagged = { type: "Deposit", amount: 50n, at: new Date(AT), tags: ["salary"] };
  const stored = recorded<Banked>([{ type: "Deposited", data: { amount: 7n, at: new Date(AT), tags: ["old"] } }]);
  const copy = copyOf(stored);
  scenario("load an account in which 7 was deposited, and deposit 50");
  const history: RecordedEvent<Raised<DomainEvent>>[] = stored;
  const one: AnyAggregate = exercise.toAggregate(bank, { ids: testIds() }, history);
  check.equal(stored, copy, "Loading changed the events that it was loaded from.");
  keeps(one, "change the tags of the event that it was loaded from", () => {
    const [first] = stored;
    if (first?.type === "Deposited") first.data.tags.push("forged");
  });
  keeps(one, "empty the list that it was loaded from", () => void history.splice(0));
  one.execute(tagged);
  keeps(one, "change the tags in the command", () => void tagged.tags.push("forged"));
  keeps(one, "set the date in the command", () => void tagged.at.setTime(0));
  keeps(one, "empty the list of new events", () => void writable(one.uncommittedEvents()).splice(0));
  keeps(
    one,
    "change the tags in a new event",
    () => void writable(one.uncommittedEvents())[0].data.tags.push("forged"),
  );
  keeps(one, "add to the balance of the state that it gave away", () => void (writable(one.state).balance += 1000n));
  keeps(one, "set a day in the Map of the state", () => void writable(one.state).byDay.set("2026-01-15", 0n));
  keeps(one, "change the tags in the state", () => void writable(one.state).tags.push("forged"));
  scenario("deposit 50, take the list of new events, and then deposit 10");
  const other = load(exercise, bank);
  other.execute(deposit(50n));
  const list = other.uncommittedEvents();
  other.execute(deposit(10n));
  check.equal(list.length, 1, "The list was taken when there was one new event. Now it has two: it is alive.");
  step("call markCommitted, and look at the list again");
  other.markCommitted(2);
  check.equal(list.length, 1, "The list was taken before markCommitted, and was emptied by it: it is alive.");
  scenario("execute commands on two objects in turn, and on one of them alone");
  await forAll(
    anyDecider,
    async ([name, history, commands]) => {
      const form = formOf(DECIDERS, name);
      const [together, alone] = [await fresh(), await fresh()];
      step(`load ${name} from ${namesOf(history)}, and make another one`);
      const mine = load(together, form, history);
      const theirs = load(together, form);
      const only = load(alone, form, history);
      for (const command of commands) {
        step(() => `execute ${brief(command)} on each of them`);
        for (const object of [theirs, mine, only]) outcomeOf(() => object.execute(copyOf(command)));
      }
      step("save the other one, and look at the first");
      theirs.markCommitted(99);
      const visible = (object: AnyAggregate): unknown => [
        object.state,
        object.version,
        says(object.uncommittedEvents()),
      ];
      check.equal(visible(mine), visible(only), "The first object is not as it would be without the other one.");
    },
    SIDE_LAW,
  );
});

rule("functions-like-the-object", async ({ exercise, fresh, check, step, scenario, forAll }) => {
  scenario("make a decider from an object that refuses with an error of its own");
  const own = new Error("a code that no kit knows");
  const { decide, initialState } = exercise.toDecider<string, DomainEvent, number>((state = 0) => ({
    state,
    pending: [],
    execute() {
      throw own;
    },
    apply: () => undefined,
  }));
  const outcome = outcomeOf(() => decide("anything", initialState()));
  check.that(
    outcome.kind === "thrown" && outcome.error === own,
    "The object refused with an error, and something else came out of decide.",
    { expected: own, received: outcome.kind === "thrown" ? outcome.error : outcome.events },
  );
  scenario("make a decider from an object, and have it decide command after command");
  await forAll(
    anyClassic,
    async ([name, , commands]) => {
      const form = formOf(CLASSICS, name);
      const decider = (await fresh()).toDecider(form);
      step(`make a decider from ${name}, and begin with initialState`);
      let state = decider.initialState();
      let expected = replayed(form, []).state;
      for (const command of commands) {
        step(() => `decide ${brief(command)}, and evolve with what follows`);
        const now = state;
        const follow = decidesAlike(check, () => decider.decide(copyOf(command), now), form, expected, command);
        state = copyOf(follow).reduce(decider.evolve, state);
        for (const fact of follow) expected = applied(form, expected, fact);
      }
    },
    SIDE_LAW,
  );
});

rule("replays-without-judging", async ({ exercise, fresh, check, step, scenario, forAll }) => {
  scenario("make a decider from an account, and replay an event: 50 were withdrawn when there was nothing on it");
  const openAccount = formOf(CLASSICS, "a bank account");
  const { initialState, evolve } = exercise.toDecider(openAccount);
  const event: Banked = { type: "Withdrawn", data: { amount: 50n, at: AT } };
  const state = await check.succeeds(
    () => evolve(initialState(), copyOf(event)),
    "evolve refused an event. It has happened, when other rules were in force.",
  );
  check.equal(
    state,
    replayed(openAccount, [event]).state,
    "After this event, the state is not the one that the object has after it.",
  );
  scenario("make a decider from an object, and replay a history");
  await forAll(
    anyClassic,
    async ([name, history, commands]) => {
      const form = formOf(CLASSICS, name);
      const decider = (await fresh()).toDecider(form);
      step(`begin with the initialState of ${name}`);
      let now = decider.initialState();
      let expected = replayed(form, []).state;
      check.equal(now, expected, "initialState is not the state of an object that was just opened.");
      for (const fact of history) {
        step(() => `evolve with ${brief(fact)}`);
        now = decider.evolve(now, copyOf(fact));
        expected = applied(form, expected, fact);
        check.equal(now, expected, "The state is not the one that the object has after the same events.");
      }
      const [command] = commands;
      step(() => `decide ${brief(command)}`);
      decidesAlike(check, () => decider.decide(copyOf(command), now), form, expected, command);
    },
    SIDE_LAW,
  );
});

rule("functions-are-pure", async ({ fresh, check, step, scenario, forAll }) => {
  scenario("make a decider from an object; keep all that it was given and all that it gave, and look at it again");
  const races = fc.array(fc.boolean(), { minLength: 4, maxLength: 4 });
  await forAll(
    fc.tuple(anyClassic, races),
    async ([[name, history, commands], lost]) => {
      const form = formOf(CLASSICS, name);
      const decider = (await fresh()).toDecider(form);
      const kept: { readonly what: string; readonly value: unknown; readonly copy: unknown }[] = [];
      const keep = <T>(what: string, value: T): T => {
        kept.push({ what, value, copy: copyOf(value) });
        return value;
      };
      const look = (): void => {
        for (const { what, value, copy } of kept) check.equal(value, copy, `${what} has changed.`);
      };
      step(`take the initialState of ${name}`);
      let state = keep("The initial state that it gave", decider.initialState());
      let expected = replayed(form, []).state;
      const evolve = (event: DomainEvent): void => {
        step(`evolve with ${event.type}`);
        const told = copyOf(event);
        state = keep("A state that evolve gave", decider.evolve(state, keep("An event that evolve was given", event)));
        expected = applied(form, expected, told);
        check.equal(
          state,
          expected,
          "evolve did not give the state that follows from the state and the event that it was given.",
        );
      };
      const [loaded, others] = [history.slice(0, 1), copyOf(history.slice(1))];
      for (const fact of copyOf(loaded)) evolve(fact);
      look();
      for (const [index, command] of commands.entries()) {
        const [now, before] = [state, expected];
        const given = keep("A command that decide was given", copyOf(command));
        step(() => `decide ${brief(command)}`);
        const decision = decidesAlike(
          check,
          () => keep("A list that decide gave", decider.decide(given, now)),
          form,
          before,
          command,
        );
        look();
        step("decide the same again, in the same state");
        const again = outcomeOf(() => keep("A list that decide gave", decider.decide(given, now)));
        if (again.kind === "events") check.equal(again.events, decision, "The second time, other events followed.");
        const other = others.shift();
        if (lost[index] !== true || other === undefined) for (const event of copyOf(decision)) evolve(event);
        else {
          step("somebody else was faster: forget the decision, and take over what they stored");
          evolve(other);
        }
        look();
      }
      step("take the initialState once more");
      check.equal(
        decider.initialState(),
        replayed(form, []).state,
        "After all this, initialState is not the state of an object that was just opened.",
      );
    },
    SIDE_LAW,
  );
  scenario("from one state of a counter, decide two commands that exclude each other: add 3, and add 2, of at most 6");
  const { initialState, evolve, decide } = (await fresh()).toDecider(formOf(CLASSICS, "a counter"));
  const facts = counter.decide({ type: "Add", steps: 3 }, 0) as readonly Counted[];
  const three = copyOf(facts).reduce<unknown>(evolve, initialState());
  const first = decide({ type: "Add", steps: 3 }, three);
  check.equal(
    decide({ type: "Add", steps: 2 }, three),
    [4, 5].map((to) => ({ type: "Added", data: { to } })),
    "The second command was not decided on the state that it came with, but on what the first one had left.",
  );
  check.equal(first.length, 3, "The events of the first decision are not there any more, or there are more of them.");
});

rule("there-and-back", async ({ fresh, check, step, scenario, forAll }) => {
  scenario("make an object into a decider, and that into an object again");
  await forAll(
    anyClassic,
    async ([name, history, commands]) => {
      const form = formOf(CLASSICS, name);
      const { toAggregate, toDecider } = await fresh();
      const decider: Decider<unknown, DomainEvent, unknown> = toDecider(form);
      step(`load ${name} from ${namesOf(history)}`);
      const one = toAggregate(decider, { ids: testIds() }, recorded(history));
      let facts: readonly DomainEvent[] = [];
      let { state } = replayed(form, history);
      for (const command of commands) {
        step(() => `execute ${brief(command)}`);
        const expected = outcomeOf(() => decidedBy(form, state, command));
        const outcome = outcomeOf(() => one.execute(copyOf(command)));
        check.equal(
          outcome.kind === "thrown" ? codeOf(outcome.error) : "carried out",
          expected.kind === "thrown" ? codeOf(expected.error) : "carried out",
          "What came of the command is not what comes of it in the first object.",
        );
        const follow = expected.kind === "events" ? (expected.events as readonly DomainEvent[]) : [];
        facts = [...facts, ...follow];
        for (const fact of follow) state = applied(form, state, fact);
        check.equal(says(one.uncommittedEvents()), facts, "The new events are not those of the first object.");
        check.equal(one.state, state, "The state is not that of the first object.");
      }
    },
    { runs: 1000 },
  );
});
