import { describe, expect, test } from "vitest";
import type { Scene } from "../../harness/world/explore-program.ts";
import { cellIn } from "./support/cells.ts";
import { explore, story } from "./support/explore.ts";
import { lockingRelay, markingRelay, outboxScene, plainRelay, SHOP, type ShopTables } from "./support/shop.ts";

describe("finds, as the shortest schedule that shows it,", () => {
  test("a lost update", async () => {
    const scene: Scene<unknown> = (world) => {
      const cell = cellIn(world, "counter", 0);
      for (const name of ["a", "b"])
        world.process(name, async (me) => {
          const value = await cell.read(me);
          await cell.write(me, value + 1);
        });
      return { atTheEnd: () => (cell.value === 2 ? undefined : { happened: `The sum is ${String(cell.value)}.` }) };
    };
    expect(story(await explore(scene))).toMatchInlineSnapshot(`
      [
        "a -> counter: read: 0",
        "b -> counter: read: 0",
        "b -> counter: write 1",
        "a -> counter: write 1",
        "a: broken: The sum is 1.",
        "0 faults, 2 switches, 4 steps",
      ]
    `);
  });

  test("write skew under repeatable read", async () => {
    const scene: Scene<unknown> = (world) => {
      const database = world.database<{ shifts: { id: string; onCall: boolean } }>("database", {
        tables: { shifts: {} },
      });
      database.fill("shifts", [
        { id: "ann", onCall: true },
        { id: "bob", onCall: true },
      ]);
      for (const id of ["ann", "bob"])
        world.process(id, (me) =>
          database.for(me).transaction(
            async (tx) => {
              const others = await tx.select("shifts", { where: { onCall: true } });
              if (others.length > 1) await tx.update("shifts", { onCall: false }, { id });
            },
            { isolation: "repeatable read" },
          ),
        );
      return {
        atTheEnd: () =>
          database.rows("shifts").some(({ onCall }) => onCall) ? undefined : { happened: "Nobody is on call." },
      };
    };
    expect(story(await explore(scene))).toMatchInlineSnapshot(`
      [
        "ann -> database: select from shifts where onCall = true: ann, bob",
        "ann -> database: update shifts: onCall = false where id = ann: 1 row",
        "bob -> database: select from shifts where onCall = true: ann, bob",
        "bob -> database: update shifts: onCall = false where id = bob: 1 row",
        "bob -> database: commit: done",
        "ann -> database: commit: done",
        "ann: broken: Nobody is on call.",
        "0 faults, 2 switches, 6 steps",
      ]
    `);
  });

  test("check-then-act in an inbox", async () => {
    const handled: Scene<unknown> = (world) => {
      const database = world.database<ShopTables>("database", SHOP);
      database.fill("stock", [{ id: "mug", left: 10 }]);
      for (const name of ["consumer 1", "consumer 2"])
        world.process(name, async (me) => {
          const session = database.for(me);
          const [seen] = await session.select("inbox", { where: { id: "m1" } });
          if (seen !== undefined) return;
          await session.update("stock", { left: { increment: -1 } }, { id: "mug" });
          await session.insert("inbox", { id: "m1" }, { ifNew: true });
        });
      return {
        atTheEnd() {
          const left = database.rows("stock")[0]?.left;
          return left === 9 ? undefined : { happened: `${String(left)} mugs are left of 10, and one was sold.` };
        },
      };
    };
    expect(story(await explore(handled))).toMatchInlineSnapshot(`
      [
        "consumer 1 -> database: select from inbox where id = m1: no rows",
        "consumer 1 -> database: update stock: left - 1 where id = mug: 1 row",
        "consumer 2 -> database: select from inbox where id = m1: no rows",
        "consumer 2 -> database: update stock: left - 1 where id = mug: 1 row",
        "consumer 2 -> database: insert m1 into inbox if new: done",
        "consumer 1 -> database: insert m1 into inbox if new: already there",
        "consumer 1: broken: 8 mugs are left of 10, and one was sold.",
        "0 faults, 2 switches, 6 steps",
      ]
    `);
  });

  test("a dual write, by a crash between the two", async () => {
    const scene: Scene<unknown> = (world) => {
      const database = world.database<ShopTables>("database", SHOP);
      const broker = world.queues("broker").declare("shop");
      world.process(
        "shop",
        async (me) => {
          await database.for(me).insert("orders", { id: "order-1" });
          await broker.for(me).send("shop", { messageId: "placed-1", body: {} });
        },
        { restarts: false },
      );
      return {
        atTheEnd: () =>
          database.rows("orders").length === broker.sent("shop").length
            ? undefined
            : { happened: "The order is stored, and nobody was told." },
      };
    };
    expect(story(await explore(scene, { faults: { crashes: 1 } }))).toMatchInlineSnapshot(`
      [
        "shop -> database: insert order-1 into orders: done",
        "shop: crash: before the answer arrives",
        "shop: broken: The order is stored, and nobody was told.",
        "1 faults, 0 switches, 1 steps",
      ]
    `);
  });

  test("a set in memory that does not survive a crash", async () => {
    interface Module {
      readonly seen: Set<string>;
    }
    const scene: Scene<Module> = (world) => {
      const broker = world
        .queues("broker")
        .declare("shop")
        .fill("shop", [{ messageId: "m1", body: {} }]);
      const mails = cellIn<readonly string[]>(world, "mails", []);
      world.process("notifier", async (me) => {
        const { seen } = me.exercise;
        broker.for(me).consume("shop", async (delivery) => {
          if (!seen.has(delivery.messageId)) await mails.write(me, [...mails.value, delivery.messageId]);
          seen.add(delivery.messageId);
          await delivery.ack();
        });
      });
      return {
        atTheEnd: () => (mails.value.length <= 1 ? undefined : { happened: "The customer got two mails." }),
      };
    };
    const found = await explore(scene, { faults: { crashes: 1 } }, () => ({ seen: new Set<string>() }));
    expect(story(found)).toMatchInlineSnapshot(`
      [
        "broker -> notifier: deliver m1",
        "notifier -> mails: write m1",
        "notifier: crash: before the answer arrives",
        "notifier: restart: a fresh process: only what is stored is left",
        "broker -> notifier: deliver m1, again",
        "notifier -> mails: write m1,m1",
        "notifier -> broker: ack m1: done",
        "notifier: broken: The customer got two mails.",
        "1 faults, 0 switches, 5 steps",
      ]
    `);
    const withoutCrash = await explore(scene, {}, () => ({ seen: new Set<string>() }));
    expect(withoutCrash.kind).toBe("held");
  });

  test("an outbox relay that marks before it publishes", async () => {
    expect(story(await explore(outboxScene(markingRelay), { faults: { crashes: 1 } }))).toMatchInlineSnapshot(`
      [
        "relay 1 -> database: select from outbox where status = pending: m1, m2",
        "relay 1 -> database: update outbox: status = sent where id = m1: 1 row",
        "relay 1 -> broker: send m1 to shop: confirmed",
        "relay 1 -> database: update outbox: status = sent where id = m2: 1 row",
        "relay 1: crash: before the answer arrives",
        "relay 1: restart: a fresh process: only what is stored is left",
        "relay 1 -> database: select from outbox where status = pending: no rows",
        "relay 2 -> database: select from outbox where status = pending: no rows",
        "relay 2: broken: m2 was never published.",
        "1 faults, 1 switches, 6 steps",
      ]
    `);
  });

  test("two relays that publish everything twice", async () => {
    expect(story(await explore(outboxScene(plainRelay, { messages: 1, most: 1 })))).toMatchInlineSnapshot(`
      [
        "relay 1 -> database: select from outbox where status = pending: m1",
        "relay 1 -> broker: send m1 to shop: confirmed",
        "relay 2 -> database: select from outbox where status = pending: m1",
        "relay 2 -> broker: send m1 to shop: confirmed",
        "relay 2 -> database: update outbox: status = sent where id = m1: 1 row",
        "relay 1 -> database: update outbox: status = sent where id = m1: 1 row",
        "relay 1: broken: m1 was published 2 times.",
        "0 faults, 2 switches, 6 steps",
      ]
    `);
  });
});

describe("waits", () => {
  test.each([1, 30, 500])("for a chain of %i microtasks between two steps", async (length) => {
    const scene: Scene<unknown> = (world) => {
      const cell = cellIn(world, "cell", 0);
      for (const name of ["a", "b"])
        world.process(name, async (me) => {
          for (let step = 0; step < 3; step += 1) {
            await cell.write(me, step);
            for (let link = 0; link < length; link += 1) await Promise.resolve();
          }
        });
      return {};
    };
    expect(await explore(scene, { prune: false })).toMatchObject({ explored: { complete: true, schedules: 20 } });
  });
});

describe("finds nothing", () => {
  test("in increments under a lock of the database", async () => {
    const scene: Scene<unknown> = (world) => {
      const database = world.database<ShopTables>("database", SHOP);
      database.fill("stock", [{ id: "mug", left: 10 }]);
      for (const name of ["a", "b", "c"])
        world.process(name, (me) =>
          database.for(me).transaction(async (tx) => {
            const [row] = await tx.select("stock", { where: { id: "mug" }, forUpdate: true });
            await tx.update("stock", { left: (row?.left ?? 0) - 1 }, { id: "mug" });
          }),
        );
      return {
        atTheEnd: () => (database.rows("stock")[0]?.left === 7 ? undefined : { happened: "A mug was lost." }),
      };
    };
    expect(await explore(scene)).toMatchObject({ kind: "held", explored: { complete: true } });
  });

  test("in a consumer that marks and acts in one transaction, with two crashes and a lost acknowledgement", async () => {
    const scene: Scene<unknown> = (world) => {
      const database = world.database<ShopTables>("database", SHOP);
      const broker = world
        .queues("broker")
        .declare("shop")
        .fill("shop", [{ messageId: "m1", body: {} }]);
      database.fill("stock", [{ id: "mug", left: 10 }]);
      for (const name of ["consumer 1", "consumer 2"])
        world.process(name, async (me) => {
          broker.for(me).consume("shop", async (delivery) => {
            await database.for(me).transaction(async (tx) => {
              const isNew = await tx.insert("inbox", { id: delivery.messageId }, { ifNew: true });
              if (isNew !== undefined) await tx.update("stock", { left: { increment: -1 } }, { id: "mug" });
            });
            await delivery.ack();
          });
        });
      return {
        atTheEnd() {
          if (broker.inHand("shop") + broker.waiting("shop").length > 0)
            return { happened: "m1 is still in the queue." };
          return database.rows("stock")[0]?.left === 9 ? undefined : { happened: "Not one mug was sold." };
        },
      };
    };
    const found = await explore(scene, { faults: { crashes: 2, duplicates: 1 } });
    expect(found).toMatchObject({ kind: "held", explored: { complete: true } });
  });

  test("in relays that publish at least once", async () => {
    for (const relay of [plainRelay, lockingRelay])
      expect(await explore(outboxScene(relay), { faults: { crashes: 1 } })).toMatchObject({
        kind: "held",
        explored: { complete: true },
      });
  });
});
