import fc from "fast-check";
import * as exercise from "#exercise/27-privacy/3-tenant-router";
import { isNotImplemented, rulesFor, same, type AttackOptions, type Broken } from "#spec";
import { DatabaseError, type Session, type TenantEvent, type TenantHandler } from "eventlings";
import { failingAt, logAtHand, note, openPlatform, rounds, withoutWork } from "./tenants.ts";

const rule = rulesFor("privacy/tenant-router", exercise);

const ACME: Session = { tenant: "acme" };
const BOLT: Session = { tenant: "bolt" };

/** One process, and nothing goes wrong: one schedule, unless tenants are worked on side by side. Then a few must do. */
const ONE_PROCESS: AttackOptions = { budget: 3_000, draws: 20 };

const saidIn = (events: readonly TenantEvent[]): readonly unknown[] =>
  events.map(({ tenant, key, data }) => ({ tenant, key, data }));

rule("tenant-of-the-session", async ({ exercise, check, step }) => {
  const { log, state, calls } = logAtHand(4);
  const router = exercise.createTenantRouter(withoutWork(log, 4));
  for (const { key, data } of [
    { key: "order-1", data: { tenant: "bolt", tenantId: "bolt", session: { tenant: "bolt" }, total: 1 } },
    { key: "bolt/order-2", data: { tenant: "bolt", total: 2 } },
    { key: "bolt:order-3", data: { total: 3 } },
  ]) {
    step(`acme publishes ${key}, with data ${JSON.stringify(data)}`);
    calls.length = 0;
    await router.publish(ACME, { key, data });
    check.equal(
      calls.filter(({ what }) => what === "append").map(({ tenant }) => tenant),
      ["acme"],
      "acme was logged in and published one event. One event should have been appended, for acme. What the event says of tenants was written by whoever sent it.",
    );
    check.equal(
      saidIn(state.events).at(-1),
      { tenant: "acme", key, data },
      "The event is not in the log as it was published: its key or its data was changed.",
    );
    check.equal(
      saidIn(await router.read(ACME, key)),
      [{ tenant: "acme", key, data }],
      "acme published an event and reads its key. It should get this event.",
    );
    check.equal(await router.read(BOLT, key), [], "bolt has published nothing, and read an event of acme.");
  }
});

rule("reads-only-its-own", async ({ exercise, check, step }) => {
  const { log, calls } = logAtHand(2);
  const router = exercise.createTenantRouter(withoutWork(log, 2));
  step("acme and bolt publish order-1 to order-6, three events each");
  for (const session of [ACME, BOLT])
    for (const status of ["placed", "paid", "shipped"])
      for (let order = 1; order <= 6; order += 1)
        await router.publish(session, { key: `order-${String(order)}`, data: { status, of: session.tenant } });
  for (const session of [ACME, BOLT, ACME])
    for (const key of ["order-1", "order-2", "order-404"]) {
      step(`${session.tenant} reads ${key}`);
      calls.length = 0;
      const events = await router.read(session, key);
      const foreign = calls.find(({ what, tenant }) => what !== "read" || tenant !== session.tenant);
      if (foreign !== undefined)
        check.fail(
          `${session.tenant} read ${key}, and the log was asked for more than what belongs to ${session.tenant}. What is filtered out afterwards was in this process already: in its memory, its logs, its error reports.`,
          { received: calls },
        );
      const statuses = key === "order-404" ? [] : ["placed", "paid", "shipped"];
      check.equal(
        saidIn(events),
        statuses.map((status) => ({ tenant: session.tenant, key, data: { status, of: session.tenant } })),
        `${session.tenant} read ${key}. It should get its own events with this key, in the order in which they were published, and no others.`,
      );
    }
  step("acme publishes one more event of order-1, by another process, and reads it");
  await exercise
    .createTenantRouter(withoutWork(log, 2))
    .publish(ACME, { key: "order-1", data: { status: "returned" } });
  check.equal(
    (await router.read(ACME, "order-1")).length,
    4,
    "An event was published by another process, and a read right after that did not give it: the answer is from a memory of the router's own.",
  );
  step("the log does not answer, and acme reads order-1");
  const outage = new Error("The log does not answer.");
  const silent = { ...log, read: () => Promise.reject(outage) };
  await check.fails(
    () => exercise.createTenantRouter(withoutWork(silent, 2)).read(ACME, "order-1"),
    (error) => error === outage,
    "The log did not answer, and read did not reject with its error. Whoever asked now believes that there is no such order.",
  );
});

rule("one-key-one-partition", async ({ exercise, fresh, check, step, forAll }) => {
  step("publish a key by one process, and by another one that has published other keys before");
  const other = await fresh();
  await forAll(
    fc.record({
      key: fc.oneof(fc.string({ unit: "grapheme" }), fc.uuid(), fc.constantFrom("", "order-1", "__proto__")),
      before: fc.array(fc.string(), { maxLength: 3 }),
      partitions: fc.constantFrom(1, 2, 3, 7, 12),
    }),
    async ({ key, before, partitions }) => {
      const { log, state } = logAtHand(partitions);
      const one = exercise.createTenantRouter(withoutWork(log, partitions));
      const two = other.createTenantRouter(withoutWork(log, partitions));
      await check.succeeds(
        () => one.publish(ACME, { key, data: { number: 1 } }),
        `An event was published with the key ${JSON.stringify(key)}. There are ${String(partitions)} partitions, and publish rejected.`,
      );
      for (const earlier of before) await two.publish(ACME, { key: `${earlier} `, data: {} });
      await two.publish(ACME, { key, data: { number: 2 } });
      const places = new Set(state.events.filter((event) => event.key === key).map(({ partition }) => partition));
      check.equal(
        places.size,
        1,
        "Two processes published events with one key, and they are in two partitions. Nothing keeps them in order any more.",
      );
      check.equal(
        (await two.read(ACME, key)).map(({ data }) => data),
        [{ number: 1 }, { number: 2 }],
        "Two processes published events with one key. A read should give both, in this order.",
      );
    },
    { runs: 300 },
  );
});

rule("a-tenant-is-spread", async ({ exercise, check, step }) => {
  for (const { form, partitions, keyOf } of [
    { form: "order-1", partitions: 8, keyOf: (number: number) => `order-${String(number)}` },
    { form: "1001-eu", partitions: 10, keyOf: (number: number) => `${String(1000 + number)}-eu` },
    { form: "20260115-00001", partitions: 5, keyOf: (number: number) => `20260115-${String(number).padStart(5, "0")}` },
  ]) {
    const { log, state } = logAtHand(partitions);
    const router = exercise.createTenantRouter(withoutWork(log, partitions));
    step(`acme publishes 400 keys such as ${form}; there are ${String(partitions)} partitions`);
    for (let number = 1; number <= 400; number += 1) await router.publish(ACME, { key: keyOf(number), data: {} });
    const counts = Array.from({ length: partitions }, (_, partition) => state.of("acme", partition).length);
    const fair = 400 / partitions;
    const least = Math.floor(fair / 4);
    check.that(
      counts.every((count) => count >= least),
      `400 keys of one tenant went to ${String(partitions)} partitions, and these are their numbers. About ${String(fair)} should be in each, and at least ${String(least)}. What is in one partition waits for one worker.`,
      { received: counts },
    );
  }
});

rule("noise-is-bounded", ({ attack }) =>
  attack((world) => {
    const platform = openPlatform(world, { noisy: [12, 9], small: [2, 1] });
    let found: Broken | undefined;
    world.process("worker", async (me) => {
      const router = platform.router(me, { quota: 2 });
      for (let round = 1; round <= 2; round += 1) {
        platform.given.clear();
        await router.work(platform.partitions);
        const story = `"noisy" has 12 and 9 events waiting in its two partitions, "small" has 2 and 1. The quota is 2, and this was round ${String(round)}.`;
        const received = ["noisy", "small"].map((tenant) =>
          platform.partitions.map((partition) => platform.handled(tenant, partition).length),
        );
        const expected = [
          [2 * round, 2 * round],
          [2, 1],
        ];
        if (!same(received, expected))
          found ??= {
            happened: `${story} Each partition of each tenant should have had as many events handled as the quota allows, and as it has: here by partition, first for "noisy", then for "small".`,
            expected,
            received,
          };
        const most = Math.max(0, ...platform.given.values());
        if (most > 2 || platform.everything.length > 0)
          found ??= {
            happened: `${story} More events were read than the quota. Whatever the noisy tenant has waiting goes through the memory of every worker, in every round.`,
            received: platform.everything.length > 0 ? "everything was read" : Object.fromEntries(platform.given),
          };
      }
    });
    return { atTheEnd: () => found };
  }, ONE_PROCESS),
);

rule("place-of-its-own", async ({ attack }) => {
  await attack((world) => {
    const platform = openPlatform(world, { acme: [3, 1], bolt: [2, 3], cord: [0, 1] }, [
      ["acme", 0, 2],
      ["bolt", 1, 3],
    ]);
    const busy = new Set<string>();
    let found: Broken | undefined;
    const handle: TenantHandler = async (event, transaction) => {
      const place = `${event.tenant} ${String(event.partition)}`;
      if (busy.has(place))
        found ??= {
          happened: `In partition ${String(event.partition)} of ${event.tenant}, an event was handed to the handler while the one before it was still being handled. That is no order: whichever is quicker comes first.`,
        };
      busy.add(place);
      await note(event, transaction);
      busy.delete(place);
    };
    world.process("worker", (me) => rounds(platform.router(me, { quota: 9, handle }), platform.partitions, 2));
    const story =
      "Of acme, partition 0 was handled up to position 2; of bolt, partition 1 up to 3. All others are new. There were two rounds.";
    return { atTheEnd: () => found ?? platform.wrong(story) };
  }, ONE_PROCESS);
  await attack((world) => {
    const platform = openPlatform(world, { acme: [1, 1], bolt: [1, 1] });
    world.process("worker", (me) => rounds(platform.router(me), [1], 2));
    return {
      atTheEnd() {
        const story = "The worker was given partition 1.";
        const received = ["acme", "bolt"].map((tenant) => [0, 1].map((at) => platform.handled(tenant, at).length));
        const expected = [
          [0, 1],
          [0, 1],
        ];
        if (same(received, expected)) return platform.wrong(story, false);
        const happened = `${story} It should have handled the event that acme and bolt each have there, and nothing in partition 0, which is another worker's.`;
        return { happened, expected, received };
      },
    };
  }, ONE_PROCESS);
  await attack((world) => {
    const platform = openPlatform(world, { acme: [1, 1] });
    world.process("worker", async (me) => {
      const router = platform.router(me);
      await rounds(router, [1], 1);
      await platform.arrives(me, "bolt", 0);
      await platform.arrives(me, "bolt", 1);
      await rounds(router, [0, 1], 2);
    });
    const story =
      "The worker was given partition 1. Then a new tenant, bolt, published its first events, and the worker was given partitions 0 and 1.";
    return { atTheEnd: () => platform.wrong(story) };
  }, ONE_PROCESS);
});

rule("one-tenant-fails", async ({ attack }) => {
  for (const failing of ["acme", "bolt"])
    for (const thrown of [new DatabaseError("08006", "The connection broke."), "out of stock"])
      await attack((world) => {
        const platform = openPlatform(world, { acme: [2, 1], bolt: [2, 1] });
        const well = failing === "acme" ? "bolt" : "acme";
        let found: Broken | undefined;
        let isMended = false;
        world.process("worker", async (me) => {
          const handle = failingAt(`${failing} 0/1`, () => (isMended ? undefined : { error: thrown }));
          const router = platform.router(me, { handle });
          const story = `The first event in partition 0 of ${failing} fails, over and over.`;
          for (const round of [1, 2]) {
            let received: unknown;
            try {
              received = await router.work(platform.partitions);
            } catch (error) {
              if (isNotImplemented(error)) throw error;
              found ??= { happened: `${story} The whole round rejected: nobody else's work is safe.`, received: error };
              return;
            }
            const expected = [{ tenant: failing, partition: 0, error: thrown }];
            if (!same(received, expected))
              found ??= { happened: `${story} The round should say so, and nothing else.`, expected, received };
            const done = [platform.handled(well, 0), platform.handled(well, 1), platform.handled(failing, 1)];
            if (!same(done, [round === 1 ? [1] : [1, 2], [1], [1]]))
              found ??= {
                happened: `${story} After round ${String(round)} with a quota of 1, the other partitions are not where they would be without it: partition 0 and 1 of ${well}, and partition 1 of ${failing}.`,
                expected: [round === 1 ? [1] : [1, 2], [1], [1]],
                received: done,
              };
            if (platform.handled(failing, 0).length > 0 || platform.checkpoint(failing, 0) > 0)
              found ??= {
                happened: `${story} What the handler did before it failed stayed, or it was passed over, or was overtaken by the event after it.`,
                received: { handled: platform.handled(failing, 0), checkpoint: platform.checkpoint(failing, 0) },
              };
          }
          isMended = true;
          await rounds(router, platform.partitions, 2);
        });
        return {
          atTheEnd: () => found ?? platform.wrong(`An event of ${failing} failed twice, and was mended then.`),
        };
      }, ONE_PROCESS);
});

rule("rebalance-keeps-order", async ({ attack }) => {
  for (const { count, done } of [
    { count: 1, done: [] },
    { count: 3, done: [["acme", 0, 1]] as [string, number, number][] },
  ])
    await attack(
      (world) => {
        const platform = openPlatform(world, { acme: [count] }, done);
        for (const name of ["old owner", "new owner"])
          world.process(name, (me) => rounds(platform.router(me), platform.partitions, 1));
        const story = "Two processes were at work on one partition at the same moment, as in a rebalance.";
        return { atTheEnd: () => platform.wrong(story, false) };
      },
      { budget: 12_000, draws: 100 },
    );
  await attack(
    (world) => {
      const platform = openPlatform(world, { acme: [1] });
      for (const name of ["old owner", "new owner"])
        world.process(name, async (me) => {
          // So the two can read pages that begin at the same place and end at different ones.
          if (name === "new owner") await platform.arrives(me, "acme", 0);
          await rounds(platform.router(me, { quota: 2 }), platform.partitions, 1);
        });
      const story =
        "Two processes were at work on one partition at the same moment, with a quota of 2, and another event came.";
      return { atTheEnd: () => platform.wrong(story, false) };
    },
    { budget: 12_000, draws: 100 },
  );
});

/** How a call ended. */
async function outcomeOf(call: () => Promise<void>): Promise<{ readonly resolved: boolean; readonly error?: unknown }> {
  try {
    await call();
    return { resolved: true };
  } catch (error) {
    return { resolved: false, error };
  }
}

rule("crash-anywhere", async ({ attack }) => {
  await attack(
    (world) => {
      const platform = openPlatform(world, { acme: [0] });
      let found: Broken | undefined;
      world.process("shop", async (me) => {
        const { resolved, error } = await outcomeOf(() =>
          platform.router(me).publish(ACME, { key: "order-9", data: {} }),
        );
        const count = platform.published("acme", "order-9");
        if (resolved && count !== 1)
          found = {
            happened:
              "publish resolved, and at that moment the event was not in the log. The shop believes that it will be handled.",
            expected: 1,
            received: count,
          };
        if (count > 1)
          found = {
            happened:
              "acme published one event, and it is in the log more than once. After a lost answer nobody knows whether the append took place, so publish rejects, and whoever called decides.",
            expected: 1,
            received: count,
          };
        if (isNotImplemented(error)) throw error;
      });
      return { atTheEnd: () => found };
    },
    { faults: { timeouts: 1 } },
  );
  await attack(
    (world) => {
      const platform = openPlatform(world, { acme: [2], bolt: [1] });
      world.process("worker", (me) => rounds(platform.router(me), platform.partitions, 2));
      return { atTheEnd: () => platform.wrong("The process died and started again.") };
    },
    { faults: { crashes: 1 }, budget: 8_000, draws: 60 },
  );
  await attack(
    (world) => {
      const platform = openPlatform(world, { acme: [2] });
      world.process("worker", (me) => rounds(platform.router(me), platform.partitions, 4));
      return { atTheEnd: () => platform.wrong("A call failed or its answer was lost, and the next round went on.") };
    },
    { faults: { timeouts: 1 }, budget: 8_000, draws: 60 },
  );
});
