import * as exercise from "#exercise/07-snapshots/2-snapshot-policy";
import { rulesFor, storeAtHand } from "#spec";
import { ConcurrencyError, type ConditionalAppend, type LoadedStream } from "eventlings";
import { added, basketAt, basketFold, type Basket, type BasketEvent } from "./baskets.ts";
import { failing, watched } from "./databases.ts";
import { Findings, isAbout } from "./findings.ts";
import {
  addOne,
  ALWAYS_DUE,
  falseSnapshot,
  NEW,
  oneMore,
  openShop,
  saved,
  sayNotTaken,
  type Tables,
} from "./saving.ts";

const rule = rulesFor("snapshots/snapshot-policy", exercise);

/** A stream as it was loaded by a replay, without a snapshot. */
const loadedAt = (version: number, snapshotVersion = 0): LoadedStream<Basket> => ({
  exists: version > 0,
  version,
  state: basketAt(version),
  snapshotVersion,
});

rule("stores-the-events", async ({ exercise, check, scenario, step }) => {
  const begin = (count: number, outage?: Error) => {
    const store = storeAtHand();
    if (count > 0) store.fill("basket-1", added(0, count));
    // Whoever tries for ever gets through at some time: a rule has to come to an end.
    let outages = outage === undefined ? 0 : 100;
    const append: ConditionalAppend = async (...args) => {
      outages -= 1;
      if (outages < 0 || outage === undefined) return store.append(...args);
      await Promise.resolve();
      throw outage;
    };
    const policy = exercise.createSnapshotPolicy<Basket, BasketEvent>({
      store: { ...store, append },
      // No snapshot is due in these stories. Whoever looks all the same finds nothing that answers.
      database: failing<Tables>(async () => {
        await Promise.resolve();
        throw new Error("the database does not answer");
      }),
      fold: basketFold,
      every: 1_000,
      report: () => undefined,
    });
    return { store, policy };
  };

  for (const [count, more] of [
    [0, 1],
    [0, 3],
    [4, 1],
    [4, 3],
  ] as const) {
    const { store, policy } = begin(count);
    scenario(`basket-1 is at version ${String(count)}; save ${String(more)} more`);
    const decided = added(count, count + more).map((event) => ({ ...event, metadata: { causationId: "request 1" } }));
    const stream = await policy.save("basket-1", loadedAt(count), decided);
    const { events } = store.stream("basket-1");
    check.equal(
      events.map(({ id }) => id),
      added(0, count + more).map(({ id }) => id),
      "After the save, the stream should hold the new events behind the old ones.",
    );
    check.equal(
      events.slice(count).map(({ id, type, data, metadata }) => ({ id, type, data, metadata })),
      decided,
      "The events in the stream are not as they were handed to save, each with its id, type, data and metadata.",
    );
    check.that(
      store.calls.some(({ call, events: sent }) => call === "append" && sent === more),
      "Events that were decided together were appended one after the other. Who dies between two appends has stored a part of a decision.",
      { received: store.calls },
    );
    check.equal(
      stream,
      loadedAt(count + more),
      "save should resolve to the stream as it is with the new events: the next decision is made on that.",
    );
  }

  for (const count of [0, 4]) {
    const { store, policy } = begin(count);
    scenario(`basket-1 was loaded at version ${String(count)}; then somebody else appended to it`);
    await store.append("basket-1", oneMore(count, "somebody else"), count);
    step("save what was decided on the older state");
    await check.fails(
      () => policy.save("basket-1", loadedAt(count), added(count, count + 1)),
      (error) => error instanceof ConcurrencyError,
      "The stream had moved on since it was loaded. The save should be refused with the store's ConcurrencyError, as it was decided on a state that is no more.",
    );
    check.equal(
      store.stream("basket-1").currentVersion,
      count + 1,
      "The save was refused, and its events are in the stream all the same.",
    );
  }

  {
    const failure = new Error("the event store does not answer");
    const { policy } = begin(4, failure);
    scenario("the event store does not take the events, however often it is asked");
    await check.fails(
      () => policy.save("basket-1", loadedAt(4), added(4, 5)),
      (error) => error instanceof Error && isAbout(error, failure),
      "The event store failed, again and again, and save did not reject with its error.",
    );
  }

  const { store, policy } = begin(4);
  scenario("save no events at all");
  const loaded = loadedAt(4);
  check.equal(
    await policy.save("basket-1", loaded, []),
    loaded,
    "There was nothing to save: save should resolve to what was loaded.",
  );
  check.equal(store.calls, [], "There was nothing to save, and the event store was called.");
});

/** Every way to save three batches of one to three events, and twelve batches of three. */
const BATCHES = [
  ...[1, 2, 3].flatMap((a) => [1, 2, 3].flatMap((b) => [1, 2, 3].map((c) => [a, b, c]))),
  Array.from({ length: 12 }, () => 3),
];

const sayEvery = (every: number): string => (every === 1 ? "after every event" : `every ${String(every)} events`);

rule("by-distance", async ({ attack }) => {
  for (const every of [1, 2, 3, 5])
    await attack(
      (world) => {
        const shop = openShop(world);
        const findings = new Findings();
        /** What is kept of streams to which nothing is saved any more. */
        const others = new Map<string, unknown>();
        world.process("shop", async (me) => {
          for (const batches of BATCHES) {
            const streamId = `basket-of-${batches.join("-")}`;
            let stream = NEW;
            for (const [index, size] of batches.entries()) {
              const { version, snapshotVersion } = stream;
              const now = version + size;
              const last = now - snapshotVersion >= every ? now : snapshotVersion;
              // Each save by a policy that was made just now: as if each came to another process.
              stream = await shop.policy(me, every).save(streamId, stream, added(version, now, streamId));
              const story = `A snapshot ${sayEvery(every)}. A stream got batches of ${batches.slice(0, index + 1).join(", ")} and is at ${String(now)}; its last snapshot was at ${String(snapshotVersion)}.`;
              const row = shop.row(streamId);
              const found = row?.version ?? 0;
              if (last !== now)
                findings.equal(found, last, `${story} None is due, and the table has another one than before.`);
              else if (found !== last)
                findings.equal(found, last, `${story} ${await sayNotTaken(world, me, shop, streamId)}`);
              if (row !== undefined)
                findings.equal(
                  row.state,
                  basketAt(row.version),
                  `${story} The snapshot does not hold the state at its version.`,
                );
              findings.equal(
                stream,
                { ...loadedAt(now), snapshotVersion: last },
                `${story} save did not resolve to the stream as it is then, with the version of its last snapshot.`,
              );
              if (findings.first !== undefined) return;
            }
            const rows = new Map(shop.database.rows("snapshots").map((row) => [row.streamId, row]));
            for (const [other, kept] of others)
              findings.equal(
                rows.get(other),
                kept,
                `A snapshot ${sayEvery(every)}. Events were saved to ${streamId} and not to ${other}, whose snapshot is another one than before.`,
              );
            if (findings.first !== undefined) return;
            others.set(streamId, rows.get(streamId));
          }
        });
        return { atTheEnd: () => findings.first };
      },
      { steps: 1_000 },
    );
});

rule("only-when-due", ({ attack }) =>
  attack((world) => {
    const shop = openShop(world, [{ version: 3 }]);
    shop.store.fill("basket-2", added(0, 9, "basket-2"));
    const findings = new Findings();
    world.process("shop", async (me) => {
      const writes: string[] = [];
      const over = watched(shop.database.for(me), (statement) => void writes.push(statement));
      const policy = shop.policy(me, 10, { over });
      let stream: LoadedStream<Basket> = { ...loadedAt(3), snapshotVersion: 3 };
      for (const size of [1, 4, 4]) {
        stream = await policy.save("basket-1", stream, added(stream.version, stream.version + size));
        findings.equal(
          writes,
          [],
          `Every 10 events; the last snapshot was at 3, and the stream is at ${String(stream.version)}. No snapshot is due, and save has written to the table.`,
        );
      }
      await policy.save("basket-2", loadedAt(9), []);
      await policy.save("basket-2", loadedAt(9), added(9, 10, "basket-2"));
      if (shop.row("basket-2")?.version !== 10)
        findings.note(
          `Every 10 events; a stream was loaded at version 9 without a snapshot, and got one more event. That is the tenth. ${await sayNotTaken(world, me, shop, "basket-2")}`,
          { expected: 10, received: shop.row("basket-2")?.version },
        );
      findings.equal(shop.row("basket-1")?.version, 3, "A snapshot of one stream has changed that of another.");
      writes.length = 0;
      await policy.save("basket-2", { ...loadedAt(10) }, []);
      findings.equal(
        writes,
        [],
        "save got no events: nothing was committed, and it has written to the table all the same.",
      );
    });
    return { atTheEnd: () => findings.first };
  }),
);

rule("after-the-commit", async ({ attack }) => {
  await attack((world) => {
    const shop = openShop(world);
    shop.store.fill("basket-1", added(0, 3));
    const findings = new Findings();
    world.process("shop", async (me) => {
      // It was loaded at version 2; meanwhile somebody else has appended.
      const { error } = await saved(shop.policy(me, ALWAYS_DUE).save("basket-1", loadedAt(2), oneMore(2, "shop")));
      if (error === undefined) findings.note("The stream had moved on, and the save was not refused.");
      findings.equal(
        shop.row(),
        undefined,
        "The events were refused, as somebody else had appended before. They are in a snapshot all the same: whoever loads it sees what never happened.",
      );
    });
    return { atTheEnd: () => findings.first };
  });
  await attack(
    (world) => {
      const shop = openShop(world);
      world.process("shop", (me) => shop.policy(me, ALWAYS_DUE).save("basket-1", NEW, oneMore(0, "shop")), {
        restarts: false,
      });
      return { always: () => falseSnapshot(shop) };
    },
    { faults: { crashes: 1 } },
  );
});

rule("best-effort", async ({ attack }) => {
  await attack((world) => {
    const shop = openShop(world, [{ version: 3 }]);
    const findings = new Findings();
    const failure = new Error("the database does not answer");
    world.process("shop", async (me) => {
      const reported: unknown[] = [];
      const report = (error: unknown): void => void reported.push(error);
      const loaded = { ...loadedAt(3), snapshotVersion: 3 };
      const { stream, error } = await saved(
        shop.policy(me, 2, { over: shop.outOfReach(me, failure), report }).save("basket-1", loaded, added(3, 5)),
      );
      if (stream === undefined) {
        findings.note(
          "The events were stored, and their snapshot could not be. save rejected: its caller believes that nothing was stored.",
          {
            received: error,
          },
        );
        return;
      }
      findings.equal(
        stream,
        { ...loadedAt(5), snapshotVersion: 3 },
        "The events were stored, and their snapshot was not. save should resolve to the stream as it is, with the last snapshot that there is: at 3.",
      );
      if (!reported.some((told) => isAbout(told, failure)))
        findings.note("A snapshot could not be saved, and nobody was told: report was not called with the error.", {
          received: reported,
        });
      await shop.policy(me, 2).save("basket-1", stream, added(5, 6));
      findings.equal(
        shop.row()?.version,
        6,
        "A snapshot was due and could not be saved. With the next save the database works again, and still no snapshot is taken.",
      );
    });
    return { atTheEnd: () => findings.first };
  });
  await attack(
    (world) => {
      const shop = openShop(world, [{ version: 1 }]);
      const findings = new Findings();
      world.process("shop", async (me) => {
        const loaded = { ...loadedAt(1), snapshotVersion: 1 };
        const { error } = await saved(shop.policy(me, ALWAYS_DUE).save("basket-1", loaded, oneMore(1, "shop")));
        const isOfTheStore = error instanceof Error && Reflect.get(error, "code") === "ECONNRESET";
        if (error !== undefined && !isOfTheStore)
          findings.note(
            "The connection to the database was lost while a snapshot was saved, and save rejected, although the events are stored.",
            {
              received: error,
            },
          );
      });
      return { atTheEnd: () => findings.first ?? falseSnapshot(shop) };
    },
    { faults: { timeouts: 1 } },
  );
});

rule("newest-wins", async ({ attack }) => {
  for (const rows of [[], [{ version: 1 }]])
    await attack(
      (world) => {
        const shop = openShop(world, rows);
        const made: number[] = [];
        for (const name of ["writer 1", "writer 2"])
          world.process(
            name,
            async (me) => {
              made.push(await addOne(me, shop, shop.policy(me, ALWAYS_DUE)));
            },
            { restarts: false },
          );
        return {
          atTheEnd() {
            const version = shop.row()?.version ?? 0;
            const newest = Math.max(0, ...made);
            if (version < newest)
              return {
                happened: `Somebody saved version ${String(newest)}, of which a snapshot was due, and save resolved. In the end ${version === 0 ? "there is none" : "the snapshot is an older one"}.`,
                expected: newest,
                received: version,
              };
            return falseSnapshot(shop);
          },
        };
      },
      { faults: { crashes: 1 } },
    );
});
