import * as exercise from "#exercise/01-messages/2-bus";
import { rulesFor, type Check } from "#spec";
import {
  DuplicateHandler,
  NoHandler,
  type Command,
  type KeyValueStore,
  type NewEvent,
  type PublishReport,
  type Query,
} from "eventlings";
import fc from "fast-check";

const rule = rulesFor("messages/bus", exercise);

const command = (type: string, data: unknown = {}): Command => ({ id: `cmd-${type}`, type, data });
const query = (type: string, data: unknown = {}): Query => ({ type, data });
const event = (type: string, data: unknown = {}): NewEvent => ({ id: `evt-${type}`, type, data });

/** A store that hands out copies. Its methods do not depend on `this`, so a bus may pass them on alone. */
function testStore(initial: Readonly<Record<string, unknown>> = {}): KeyValueStore {
  const values = new Map(Object.entries(initial));
  return {
    read: async (key) => structuredClone(values.get(key)),
    write: async (key, value) => void values.set(key, structuredClone(value)),
  };
}

/** What became of a promise so far. */
interface Watched {
  state: "pending" | "resolved" | "rejected";
  value?: unknown;
}

/** Watches a call without waiting for it. */
function watch(call: () => Promise<unknown>): Watched {
  const watched: Watched = { state: "pending" };
  const begin = async (): Promise<unknown> => call();
  begin().then(
    (value) => Object.assign(watched, { state: "resolved", value }),
    (value: unknown) => Object.assign(watched, { state: "rejected", value }),
  );
  return watched;
}

/** Lets a stub's "not written yet" through: it is no broken promise. */
function rethrowIfUnwritten({ state, value }: Watched): void {
  if (state === "rejected" && value instanceof Error && Reflect.get(value, "code") === "NOT_IMPLEMENTED") throw value;
}

const isNoHandler = (error: unknown): boolean => error instanceof NoHandler;
const isDuplicate = (error: unknown): boolean => error instanceof DuplicateHandler;
const doNothing = async (): Promise<void> => undefined;

type FailureWay = "rejects" | "throws";
const FAILURE_WAYS: readonly FailureWay[] = ["throws", "rejects"];
const HOW = { throws: "throws at once", rejects: "rejects" } as const;

/** A handler that fails in one of the two ways there are. */
function failing(way: FailureWay, error: Error): () => Promise<void> {
  if (way === "rejects") return async () => Promise.reject(error);
  return () => {
    throw error;
  };
}

rule("command-goes-to-one", async ({ exercise, check, step, settle }) => {
  const store = testStore();
  const bus = exercise.createBus({ store });
  const placed: Command[] = [];
  const others: string[] = [];
  const open: (() => void)[] = [];
  step("handle PlaceOrder with a handler that takes its time, and CancelOrder with another");
  bus.handle("PlaceOrder", async (received, given) => {
    placed.push(received);
    await new Promise<void>((resolve) => open.push(resolve));
    await given.write("order-1", { status: "placed" });
  });
  bus.handle("CancelOrder", async ({ type }) => void others.push(type));
  step("send PlaceOrder");
  const sending = watch(() => bus.send(command("PlaceOrder", { orderId: "order-1" })));
  await settle();
  rethrowIfUnwritten(sending);
  check.equal(
    placed,
    [command("PlaceOrder", { orderId: "order-1" })],
    "The handler of PlaceOrder was not called once with the command that was sent.",
  );
  check.equal(others, [], "The handler of CancelOrder was called for a PlaceOrder.");
  check.equal(sending.state, "pending", "send was over while the command's handler was still working.");
  step("let the handler finish");
  open.forEach((finish) => finish());
  await settle();
  check.equal(sending.state, "resolved", "The handler finished, and send did not resolve.");
  check.equal(
    await store.read("order-1"),
    { status: "placed" },
    "What the command's handler wrote to the store that the bus gave it is not in the store.",
  );
});

rule("second-handler-refused", async ({ exercise, check, step }) => {
  const bus = exercise.createBus({ store: testStore() });
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

rule("unhandled-is-told", async ({ exercise, check, step }) => {
  const bus = exercise.createBus({ store: testStore() });
  bus.handle("PlaceOrder", doNothing);
  bus.answer("GetOrder", async () => ({ orderId: "order-1" }));
  step("send a command that nobody handles");
  await check.fails(
    () => bus.send(command("CancelOrder")),
    isNoHandler,
    "A command without a handler should be rejected with NoHandler. Its sender would believe that it was carried out, or learn of it from a stray error.",
  );
  step("ask a query that nobody answers");
  await check.fails(
    () => bus.ask(query("ListOrders")),
    isNoHandler,
    "A query without a handler should be rejected with NoHandler. Whoever asked would take silence for an answer, or get a stray error.",
  );
});

rule("failure-reaches-the-sender", async ({ exercise, check, step }) => {
  const declined = new Error("the card was declined");
  for (const way of FAILURE_WAYS) {
    const bus = exercise.createBus({ store: testStore() });
    const how = HOW[way];
    step(`send a command whose handler ${how}`);
    bus.handle("ChargeCard", failing(way, declined));
    await check.fails(
      () => bus.send(command("ChargeCard")),
      (error) => error === declined,
      `The command's handler failed (it ${how}), and its error did not reach the sender as it was.`,
    );
    step(`ask a query whose handler ${how}`);
    bus.answer("GetOrder", failing(way, declined));
    await check.fails(
      () => bus.ask(query("GetOrder")),
      (error) => error === declined,
      `The query's handler failed (it ${how}), and its error did not reach whoever asked as it was.`,
    );
  }
});

rule("event-reaches-all", async ({ exercise, check, step, forAll, settle }) => {
  await forAll(
    fc.nat({ max: 5 }),
    async (count) => {
      const bus = exercise.createBus({ store: testStore() });
      const seen: string[] = [];
      step(`subscribe ${String(count)} times to OrderPlaced and once to OrderCancelled; publish OrderPlaced`);
      const names = Array.from({ length: count }, (_, index) => `subscriber-${String(index + 1)}`);
      for (const name of names) {
        bus.subscribe("OrderPlaced", name, async ({ id }) => void seen.push(`${name} got ${id}`));
      }
      bus.subscribe("OrderCancelled", "refunds", async ({ id }) => void seen.push(`refunds got ${id}`));
      const publishing = watch(() => bus.publish(event("OrderPlaced", { orderId: "order-1" })));
      await settle();
      rethrowIfUnwritten(publishing);
      check.equal(
        seen.sort(),
        names.map((name) => `${name} got evt-OrderPlaced`).sort(),
        "The subscribers of OrderPlaced, and nobody else, should get the event, each of them once.",
      );
      check.that(
        publishing.state === "resolved",
        count === 0
          ? "publish did not resolve for an event that nobody subscribes to. Nobody has to listen to a fact."
          : "Every subscriber handled the event, and publish did not resolve.",
        { received: publishing.value },
      );
    },
    { runs: 20 },
  );
});

/**
 * Subscribers that handle the event or fail, in one way: a subscriber that throws at once breaks other
 * buses than one that rejects, and each failure text should be about one of them.
 */
const subscribersThat = (way: FailureWay) => fc.array(fc.constantFrom("handles", way), { minLength: 1, maxLength: 5 });

rule("failure-stops-nobody", async ({ exercise, check, step, forAll, settle }) => {
  for (const way of FAILURE_WAYS) {
    await forAll(subscribersThat(way), async (behaviours) => {
      const bus = exercise.createBus({ store: testStore() });
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
      step("publish OrderPlaced");
      const publishing = watch(() => bus.publish(event("OrderPlaced")));
      await settle();
      rethrowIfUnwritten(publishing);
      check.equal(
        called.sort(),
        [...names].sort(),
        `A subscriber failed (it ${HOW[way]}), and others that subscribed to the same event never got it.`,
      );
    });
  }
});

rule("failure-is-reported", async ({ exercise, check, step, forAll, settle }) => {
  for (const way of FAILURE_WAYS) {
    await forAll(subscribersThat(way), async (behaviours) => {
      const bus = exercise.createBus({ store: testStore() });
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
});

/** Holds a report against what the subscribers really did. */
function checkReport(
  check: Check,
  value: unknown,
  handled: readonly string[],
  errors: ReadonlyMap<string, Error>,
): void {
  const report = reportOf(check, value);
  check.equal(
    report.failures.map(({ subscriber }) => subscriber).sort(),
    [...errors.keys()].sort(),
    "The failures in the report are not the subscribers that failed: nobody knows whom to try again.",
  );
  check.equal(
    [...report.handledBy].sort(),
    [...handled].sort(),
    "The report's handledBy should name the subscribers that handled the event, and no others.",
  );
  for (const { subscriber, error } of report.failures) {
    check.that(
      error === errors.get(subscriber),
      `The report does not carry the error of subscriber ${subscriber} as it was thrown.`,
      { expected: errors.get(subscriber), received: error },
    );
  }
}

/** The report, where there is one. */
function reportOf(check: Check, value: unknown): PublishReport {
  const report = value as PublishReport | undefined;
  check.that(
    Array.isArray(report?.handledBy) && Array.isArray(report.failures),
    "publish resolved with something that is no report: it has no lists handledBy and failures.",
    { received: value },
  );
  return report ?? { handledBy: [], failures: [] };
}

rule("publish-waits", async ({ exercise, check, step, settle }) => {
  const bus = exercise.createBus({ store: testStore() });
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
  const store = testStore({ "order-1": { status: "shipped" } });
  const bus = exercise.createBus({ store });
  const asked: Query[] = [];
  step("answer GetOrder and CountOrders, and ask GetOrder");
  bus.answer("GetOrder", async (received, reader) => {
    asked.push(received);
    return reader.read("order-1");
  });
  bus.answer("CountOrders", async () => 1);
  check.equal(
    await bus.ask(query("GetOrder", { orderId: "order-1" })),
    { status: "shipped" },
    "ask did not resolve with the answer of the query's handler, which it had read through the bus's reader.",
  );
  check.equal(
    asked,
    [query("GetOrder", { orderId: "order-1" })],
    "The handler of GetOrder was not called once with the query that was asked.",
  );
  step("ask CountOrders");
  check.equal(await bus.ask(query("CountOrders")), 1, "ask did not resolve with the answer of CountOrders' handler.");
});

rule("query-cannot-write", async ({ exercise, check, step }) => {
  const store = testStore({ "order-1": { status: "placed" } });
  const bus = exercise.createBus({ store });
  let seen: unknown;
  step("answer GetOrder with a handler that reads, and that tries to write behind a cast");
  bus.answer("GetOrder", async (_query, ...given: readonly unknown[]) => {
    for (const object of given) await tryToWrite(object);
    seen = await (given[0] as KeyValueStore).read("order-1");
  });
  step("ask GetOrder");
  await bus.ask(query("GetOrder"));
  check.equal(
    [await store.read("order-1"), await store.read("order-2")],
    [{ status: "placed" }, undefined],
    "A query handler took what the bus gave it for a store, called write, and the store changed.",
  );
  check.equal(seen, { status: "placed" }, "The query's handler could not read order-1 from what the bus gave it.");
});

/** Does what a hurried colleague does: `(reader as KeyValueStore).write(…)`. */
async function tryToWrite(object: unknown): Promise<void> {
  if (typeof object !== "object" || object === null) return;
  try {
    await (object as KeyValueStore).write("order-1", { status: "seen" });
    await (object as KeyValueStore).write("order-2", { status: "seen" });
  } catch {
    // No such method, or one that refuses: either way nothing was written.
  }
}

rule("handlers-may-use-the-bus", async ({ exercise, check, step, settle }) => {
  const bus = exercise.createBus({ store: testStore({ mug: 3 }) });
  const log: string[] = [];
  step(
    "PlaceOrder's handler asks CountStock and publishes OrderPlaced; its subscriber sends ReserveStock, which publishes StockReserved",
  );
  bus.answer("CountStock", async (_query, reader) => reader.read("mug"));
  bus.handle("PlaceOrder", async () => {
    log.push(`PlaceOrder, ${String(await bus.ask(query("CountStock")))} in stock`);
    await bus.publish(event("OrderPlaced"));
  });
  bus.subscribe("OrderPlaced", "warehouse", async () => {
    log.push("OrderPlaced");
    await bus.send(command("ReserveStock"));
  });
  bus.handle("ReserveStock", async () => {
    log.push("ReserveStock");
    await bus.publish(event("StockReserved"));
  });
  bus.subscribe("StockReserved", "packing", async () => void log.push("StockReserved"));
  step("send PlaceOrder");
  const sending = watch(() => bus.send(command("PlaceOrder")));
  await settle();
  rethrowIfUnwritten(sending);
  check.equal(
    log,
    ["PlaceOrder, 3 in stock", "OrderPlaced", "ReserveStock", "StockReserved"],
    "A handler used the bus while it was being called by it, and the chain of messages did not come to its end.",
  );
  check.that(
    sending.state === "resolved",
    "The whole chain of messages was handled, and the send that began it did not resolve.",
    { received: sending.value },
  );
});
