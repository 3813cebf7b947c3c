import * as exercise from "#exercise/10-catch-up/1-catch-up-subscription";
import { rulesFor, type Broken, type Me, type Promised, type World } from "#spec";
import type { CatchUpEnd, RecordedEvent } from "eventlings";
import { SharedLog } from "./event-log.ts";
import { LogAtHand } from "./log-at-hand.ts";

const rule = rulesFor("catch-up/catch-up-subscription", exercise);

type Exercise = typeof exercise;

/** A view: what it has handled and how far it has come are stored together, in one step. */
class View {
  readonly handled: string[] = [];
  position = 0;
  /** What began while something else was not finished. */
  overlap: string | undefined;
  end: CatchUpEnd | undefined;
  #inHand: string | undefined;

  /** A handler in two steps: what comes between them is seen. */
  async handle(me: Me<unknown>, event: RecordedEvent): Promise<void> {
    await this.#step(me, `begin with ${event.id}`, () => {
      if (this.#inHand !== undefined)
        this.overlap ??= `${event.id} came while ${this.#inHand} was still being handled.`;
      this.#inHand = event.id;
    });
    await this.store(me, event);
    this.#inHand = undefined;
  }

  store(me: Me<unknown>, { id, globalPosition }: RecordedEvent): Promise<void> {
    return this.#step(me, `store ${id}, and that position ${String(globalPosition)} is reached`, () => {
      this.handled.push(id);
      this.position = globalPosition;
    });
  }

  #step(me: Me<unknown>, what: string, perform: () => void): Promise<void> {
    return me.ask<void>({
      lane: "read model",
      direction: "call",
      reads: 2,
      writes: 2,
      durable: true,
      perform,
      what: () => what,
    });
  }
}

interface Story {
  readonly log: SharedLog;
  readonly view: View;
}

/** Some orders are there; the shop places more while the view catches up. */
function story(
  world: World<Exercise>,
  options: { readonly stored: readonly string[]; readonly placed: readonly string[]; readonly capacity?: number },
  handle: (view: View, me: Me<Exercise>, event: RecordedEvent) => Promise<void> = (view, me, event) =>
    view.store(me, event),
): Story {
  const log = new SharedLog().fill(...options.stored);
  const view = new View();
  world.process("view", async (me) => {
    const subscription = me.exercise
      .createCatchUpSubscription({ log: log.for(me), capacity: options.capacity ?? 2 })
      .subscribe((event) => handle(view, me, event), { after: view.position });
    view.end = await subscription.ended;
  });
  world.process(
    "shop",
    async (me) => {
      for (const id of options.placed) await log.append(me, id);
    },
    { restarts: false },
  );
  return { log, view };
}

function lost({ log, view }: Story): Broken | undefined {
  const missing = log.events.find(({ id }) => !view.handled.includes(id));
  if (missing === undefined) return undefined;
  const ended = view.end === undefined ? "" : ` The subscription had ended as "${view.end.reason}".`;
  return { happened: `${missing.id} is in the log, and the view never got it.${ended}`, received: view.handled };
}

function twice({ view }: Story): Broken | undefined {
  const repeated = view.handled.find((id, at) => view.handled.indexOf(id) !== at);
  return repeated === undefined
    ? undefined
    : { happened: `The view got ${repeated} twice, and counted the order twice.`, received: view.handled };
}

function disordered({ log, view }: Story): Broken | undefined {
  const expected = log.events.map(({ id }) => id).filter((id) => view.handled.includes(id));
  const received = view.handled.filter((id, at) => view.handled.indexOf(id) === at);
  if (expected.join() === received.join()) return undefined;
  return { happened: "The view got the orders in another order than the log has them.", expected, received };
}

const atTheEnd = (check: () => Broken | undefined): Promised => ({ atTheEnd: check });

rule("no-event-lost", async ({ attack }) => {
  await attack((world) => {
    const all = story(world, { stored: ["order-1"], placed: ["order-2", "order-3"] });
    return atTheEnd(() => lost(all));
  });
  // As little memory as there can be: what does not fit must be read again.
  await attack((world) => {
    const all = story(world, { stored: ["order-1"], placed: ["order-2", "order-3"], capacity: 1 });
    return atTheEnd(() => lost(all));
  });
});

rule("no-event-twice", async ({ attack }) => {
  await attack((world) => {
    const all = story(world, { stored: ["order-1"], placed: ["order-2", "order-3"] });
    return atTheEnd(() => twice(all));
  });
});

rule("one-at-a-time", ({ attack }) =>
  attack((world) => {
    const all = story(world, { stored: ["order-1", "order-2"], placed: ["order-3", "order-4"] }, (view, me, event) =>
      view.handle(me, event),
    );
    return atTheEnd(() => {
      const { overlap } = all.view;
      return overlap === undefined ? disordered(all) : { happened: overlap, received: all.view.handled };
    });
  }),
);

rule("goes-on-after-a-crash", async ({ attack, exercise, check, scenario, step, settle }) => {
  await attack(
    (world) => {
      const all = story(world, { stored: ["order-1", "order-2"], placed: ["order-3"] });
      all.view.handled.push("order-1");
      all.view.position = all.log.events[0]?.globalPosition ?? 0;
      return atTheEnd(() => lost(all) ?? twice(all));
    },
    { faults: { crashes: 1 } },
  );

  scenario("three orders are stored; a view subscribes after the first, another one from the beginning");
  const log = new LogAtHand(...orders(1, 3));
  const subscription = exercise.createCatchUpSubscription({ log: log.port, capacity: 2 });
  const got: Record<"first" | "second", string[]> = { first: [], second: [] };
  const first = subscription.subscribe(async ({ id }) => void got.first.push(id), { after: log.positionOf("order-1") });
  await settle();
  subscription.subscribe(async ({ id }) => void got.second.push(id));
  await settle();
  step("the first view is stopped, and a fourth order is placed");
  first.stop();
  await settle();
  log.append("order-4");
  await settle();
  check.equal(
    got,
    { first: ["order-2", "order-3"], second: orders(1, 4) },
    "Two views subscribed, each from a position of its own. They did not get what comes after their own positions: something is shared between them.",
  );
});

rule("caught-up-once", async ({ attack }) => {
  for (const stored of [["order-1", "order-2", "order-3"], []])
    await attack((world) => {
      const log = new SharedLog().fill(...stored);
      const view = new View();
      const told: (readonly string[])[] = [];
      let before: readonly string[] = [];
      world.process("view", async (me) => {
        before = log.events.map(({ id }) => id);
        await me.exercise
          .createCatchUpSubscription({ log: log.for(me), capacity: 2 })
          .subscribe((event) => view.store(me, event), { onCaughtUp: () => void told.push([...view.handled]) }).ended;
      });
      world.process("shop", (me) => log.append(me, "order-4"), { restarts: false });
      return atTheEnd(() => {
        const [first, ...more] = told;
        if (first === undefined)
          return {
            happened: `Everything was read, and nobody was told that the view had caught up${stored.length === 0 ? " (the log was empty when it started)" : ""}.`,
          };
        if (more.length > 0)
          return { happened: `The view was told ${String(told.length)} times that it had caught up.` };
        const missing = before.find((id) => !first.includes(id));
        if (missing === undefined) return undefined;
        return {
          happened: `The view was told that it had caught up before ${missing} was handled, which was there from the start.`,
          received: first,
        };
      });
    });
});

/** A handler that takes one event and keeps it until it is told to go on. */
function slowHandler(log: LogAtHand) {
  const got: string[] = [];
  let go: (() => void) | undefined;
  let isSlow = true;
  return {
    got,
    handle: async (event: RecordedEvent): Promise<void> => {
      log.handled(event);
      got.push(event.id);
      if (isSlow) await new Promise<void>((resolve) => (go = resolve));
    },
    finish(): void {
      go?.();
    },
    goOn(): void {
      isSlow = false;
      go?.();
    },
  };
}

const orders = (from: number, count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `order-${String(from + at)}`);

rule("bounded-memory", async ({ exercise, check, step, scenario, settle }) => {
  const capacity = 5;
  for (const stored of [0, 12]) {
    scenario(`${String(stored)} orders are stored; a view with a capacity of 5 subscribes, and its handler is slow`);
    const log = new LogAtHand(...orders(1, stored));
    const slow = slowHandler(log);
    exercise.createCatchUpSubscription({ log: log.port, capacity }).subscribe(slow.handle);
    await settle();
    step("40 more orders are placed while it is busy with the first");
    for (const id of orders(stored + 1, 40)) log.append(id);
    await settle();
    step("the handler goes on, and handles everything");
    slow.goOn();
    await settle();
    check.that(log.largestPage <= capacity, "Your code asked the log for a page that is larger than its capacity.", {
      expected: `at most ${String(capacity)}`,
      received: log.largestPage,
    });
    // Two pages (one read ahead) and a buffer are fair; what grows with the rush is not.
    check.that(
      log.mostWaiting <= 3 * capacity,
      `While the view was busy with one order, your code kept ${String(log.mostWaiting)} others in memory until their turn came. A page and a buffer of ${String(capacity)} each would do: the log has the rest.`,
      { expected: `at most ${String(3 * capacity)}`, received: log.mostWaiting },
    );
    check.equal(slow.got, orders(1, stored + 40), "After the rush, the view has not got every order once, in order.");
  }
});

rule("failed-handler-ends-it", async ({ exercise, check, step, settle }) => {
  const log = new LogAtHand(...orders(1, 3));
  const failure = new Error("the read model is down");
  const got: string[] = [];
  step("three orders are stored, and the handler rejects the second");
  const { ended } = exercise.createCatchUpSubscription({ log: log.port, capacity: 2 }).subscribe(async ({ id }) => {
    got.push(id);
    await Promise.resolve();
    if (id === "order-2") throw failure;
  });
  const end = await outcome(ended, settle);
  check.equal(
    [end?.reason, end !== undefined && "globalPosition" in end ? end.globalPosition : undefined],
    ["handler-failed", log.positionOf("order-2")],
    "The handler rejected order-2, and `ended` does not say that it failed there.",
  );
  check.that(
    end !== undefined && "error" in end && end.error === failure,
    "`ended` does not tell the error with which the handler rejected.",
    { expected: failure, received: end },
  );
  step("a fourth order is placed");
  log.append("order-4");
  await settle();
  check.equal(
    got,
    ["order-1", "order-2"],
    "The handler had rejected order-2, and the subscription went on without it.",
  );
  check.equal(log.listeners, 0, "The subscription has ended, and still listens to the log.");
});

rule("failed-log-ends-it", async ({ exercise, check, scenario, step, settle }) => {
  const failure = new Error("the connection to the log was lost");
  scenario("the log refuses every call from the start");
  const down = new LogAtHand("order-1");
  down.failWith(failure);
  const first = exercise.createCatchUpSubscription({ log: down.port, capacity: 2 }).subscribe(async () => undefined);
  const end = await outcome(first.ended, settle);
  check.that(
    end?.reason === "log-failed" && end.error === failure,
    'The log rejected the first call, and `ended` does not tell it as "log-failed", with its error.',
    { expected: { reason: "log-failed", error: failure }, received: end },
  );

  scenario("a view is subscribed and has read one order");
  const log = new LogAtHand("order-1");
  const got: string[] = [];
  const { ended } = exercise
    .createCatchUpSubscription({ log: log.port, capacity: 2 })
    .subscribe(async ({ id }) => void got.push(id));
  await settle();
  step("the log fails from now on, and six more orders are placed");
  log.failWith(failure);
  for (const id of orders(2, 6)) log.append(id);
  // What still fits into a buffer need not be read; what does not fit must be.
  const later = await outcome(ended, settle);
  check.that(
    later?.reason === "log-failed" && later.error === failure,
    'A read of the log was rejected while the view was running, and `ended` does not tell it as "log-failed", with its error.',
    { expected: { reason: "log-failed", error: failure }, received: later },
  );
  check.equal(log.listeners, 0, "The subscription has ended, and still listens to the log.");
});

rule("stops-cleanly", async ({ exercise, check, scenario, step, settle }) => {
  scenario("a view is busy with the first of three orders");
  const log = new LogAtHand(...orders(1, 3));
  const slow = slowHandler(log);
  const busy = exercise.createCatchUpSubscription({ log: log.port, capacity: 2 }).subscribe(slow.handle);
  await settle();
  step("it is stopped, and a fourth order is placed");
  busy.stop();
  log.append("order-4");
  check.equal(
    await outcome(busy.ended, settle),
    undefined,
    "`ended` settled while the handler was still busy with order-1.",
  );
  step("the handler finishes");
  slow.finish();
  check.equal(await outcome(busy.ended, settle), { reason: "stopped" }, '`ended` does not tell "stopped".');
  check.equal(slow.got, ["order-1"], "The subscription was stopped, and delivered more all the same.");
  check.equal(log.listeners, 0, "The subscription was stopped, and still listens to the log.");

  scenario("a view has caught up and waits; then it is stopped");
  const quiet = new LogAtHand("order-1");
  const got: string[] = [];
  const waiting = exercise
    .createCatchUpSubscription({ log: quiet.port, capacity: 2 })
    .subscribe(async ({ id }) => void got.push(id));
  await settle();
  waiting.stop();
  check.equal(
    await outcome(waiting.ended, settle),
    { reason: "stopped" },
    "The subscription was stopped while it waited for news, and `ended` never told it.",
  );
  step("another order is placed");
  quiet.append("order-2");
  await settle();
  check.equal(got, ["order-1"], "The subscription was stopped while it waited, and delivered one more order.");
  check.equal(quiet.listeners, 0, "The subscription was stopped while it waited, and still listens to the log.");

  scenario("a view is stopped before its first order came");
  const early = new LogAtHand("order-1");
  const stopped = exercise
    .createCatchUpSubscription({ log: early.port, capacity: 2 })
    .subscribe(async ({ id }) => void got.push(id));
  stopped.stop();
  check.equal(await outcome(stopped.ended, settle), { reason: "stopped" }, "`ended` did not tell that it was stopped.");
  check.equal(got, ["order-1"], "The subscription was stopped at once, and delivered an order all the same.");
  check.equal(early.listeners, 0, "The subscription was stopped at once, and still listens to the log.");
});

/** What a promise came to, or nothing while it is open. */
async function outcome(ended: Promise<CatchUpEnd>, settle: () => Promise<void>): Promise<End | undefined> {
  let end: End | undefined;
  void ended.then(
    (value) => (end = value),
    (error: unknown) => (end = { reason: "`ended` rejected", error }),
  );
  await settle();
  return end;
}

type End = CatchUpEnd | { readonly reason: "`ended` rejected"; readonly error: unknown };
