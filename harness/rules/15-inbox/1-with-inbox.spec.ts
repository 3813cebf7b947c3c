import * as exercise from "#exercise/15-inbox/1-with-inbox";
import { rulesFor, type Scene } from "#spec";
import { DatabaseError, type Effect } from "eventlings";
import {
  addPoints,
  addToParcel,
  balance,
  delivered,
  Findings,
  items,
  loyalty,
  openShop,
  paid,
  pointsFor,
  type Exercise,
} from "./consumers.ts";

const rule = rulesFor("inbox/with-inbox", exercise);

rule("new-message-is-handled", ({ attack }) =>
  attack((world) => {
    const shop = openShop(world);
    const findings = new Findings();
    const got: string[] = [];
    const effect: Effect = async (message, transaction) => {
      got.push(message.messageId);
      await addPoints(message, transaction);
    };
    world.process("loyalty", async (me) => {
      const handle = loyalty(me, shop, effect);
      for (const [done, id] of ["m1", "m2"].entries()) {
        const { error } = await delivered(handle, paid(id));
        if (error !== undefined) findings.note(`${id} was new, and its handler rejected.`, { received: error });
        if (balance(shop) !== (done + 1) * 10)
          findings.note(
            `${id} was new. When its handler resolved, its ten points were not in the database. The broker forgets the message now.`,
            { expected: (done + 1) * 10, received: balance(shop) },
          );
      }
      if (got.join() !== "m1,m2")
        findings.note("m1 and m2 were delivered. The effect should get these two messages, one call for each.", {
          expected: ["m1", "m2"],
          received: got,
        });
    });
    return { atTheEnd: () => findings.first };
  }),
);

rule("again-is-nothing", async ({ attack }) => {
  await attack((world) => {
    const shop = openShop(world);
    const findings = new Findings();
    world.process("loyalty", async (me) => {
      const handle = loyalty(me, shop);
      for (const id of ["m1", "m2", "m1", "m1", "m2"]) {
        const { error } = await delivered(handle, paid(id));
        if (error !== undefined)
          findings.note(
            `${id} had been handled and came again. Its handler rejected, so the broker sends it once more.`,
            {
              received: error,
            },
          );
      }
    });
    return { atTheEnd: () => findings.first ?? pointsFor(shop, 2, "m1 and m2 were handled, and came again later.") };
  });
  await attack((world) => {
    const shop = openShop(world);
    for (const name of ["loyalty", "loyalty, started anew"])
      world.process(name, async (me) => {
        // One after the other: the second life begins when the first one is long over.
        if (name !== "loyalty") await world.clock.for(me).sleep(60_000);
        await loyalty(me, shop)(paid("m1"));
      });
    return { atTheEnd: () => pointsFor(shop, 1, "m1 was handled, and came again to a process that had just started.") };
  });
});

/** Under repeatable read, a database may answer so: try again, and it is a duplicate. */
const isSerializationFailure = (error: unknown): boolean => error instanceof DatabaseError && error.code === "40001";

/** Two deliveries of one message, at two processes or as two calls in one. */
const twoHands =
  (processes: readonly string[], calls: number): Scene<Exercise> =>
  (world) => {
    const shop = openShop(world);
    const findings = new Findings();
    for (const name of processes)
      world.process(name, async (me) => {
        const handle = loyalty(me, shop);
        const ends = await Promise.all(Array.from({ length: calls }, () => delivered(handle, paid("m1"))));
        for (const { error } of ends)
          if (error !== undefined && !isSerializationFailure(error))
            findings.note(
              "m1 was in two hands at the same moment. One of the two handlers rejected: a duplicate is no failure.",
              { received: error },
            );
      });
    return { atTheEnd: () => pointsFor(shop, 1, "m1 was in two hands at the same moment.") ?? findings.first };
  };

rule("duplicates-at-once", async ({ attack }) => {
  await attack(twoHands(["loyalty 1", "loyalty 2"], 1));
  await attack(twoHands(["loyalty"], 2));
  await attack(twoHands(["loyalty 1", "loyalty 2"], 2));
});

/** More deliveries than all the faults of a scene can be the reason for. */
const TOO_OFTEN = 8;

/** Consumers that take messages from a queue, acknowledge what was handled, and give back what was not. */
const queueOf =
  (processes: readonly string[], messages: readonly string[], story: string): Scene<Exercise> =>
  (world) => {
    const shop = openShop(world);
    const findings = new Findings();
    const broker = world.queues("broker").declare("payments").fill("payments", messages.map(paid));
    for (const name of processes)
      world.process(
        name,
        (me) =>
          new Promise((_, reject) => {
            const handle = loyalty(me, shop);
            broker.for(me).consume("payments", async (delivery) => {
              try {
                const { error } = await delivered(handle, { messageId: delivery.messageId, body: delivery.body });
                if (error !== undefined && delivery.deliveryCount < TOO_OFTEN) return await delivery.nack();
                if (error !== undefined)
                  findings.note(
                    `${delivery.messageId} was delivered ${String(TOO_OFTEN)} times, and its handler rejected it to the end, although nothing went wrong any more.`,
                    { received: error },
                  );
                await delivery.ack();
              } catch (error) {
                reject(error instanceof Error ? error : new Error(String(error)));
              }
            });
          }),
      );
    return { atTheEnd: () => pointsFor(shop, messages.length, story) ?? findings.first };
  };

rule("crash-anywhere", async ({ attack }) => {
  await attack(queueOf(["loyalty"], ["m1"], "A process died, started again, and got what was not acknowledged."), {
    faults: { crashes: 2 },
  });
  await attack(
    queueOf(["loyalty 1", "loyalty 2"], ["m1"], "One of two processes died; the message went to whoever was free."),
    {
      faults: { crashes: 2, duplicates: 1 },
    },
  );
});

rule("lost-connection", ({ attack }) =>
  attack(queueOf(["loyalty"], ["m1"], "The connection to the database was lost, and the message came again."), {
    faults: { timeouts: 2, duplicates: 1 },
  }),
);

rule("failed-effect-can-be-retried", async ({ attack }) => {
  for (const thrown of [new Error("The tariff of points is not loaded yet."), "a string that someone threw"])
    for (const later of ["the same process", "another process"])
      await attack((world) => {
        const shop = openShop(world);
        const findings = new Findings();
        let isReady = false;
        const effect: Effect = async (message, transaction) => {
          await addPoints(message, transaction);
          if (!isReady) throw thrown;
        };
        world.process("loyalty", async (me) => {
          const handle = loyalty(me, shop, effect);
          const first = await delivered(handle, paid("m1"));
          if (!("error" in first))
            findings.note(
              "The effect failed, and the handler resolved: the broker forgets the message, and the points are lost.",
            );
          if (balance(shop) !== 0)
            findings.note("The effect changed the points and then failed. Its half of a change stayed.", {
              expected: 0,
              received: balance(shop),
            });
          isReady = true;
          if (later === "the same process") for (const _ of [1, 2]) await delivered(handle, paid("m1"));
        });
        if (later === "another process")
          world.process("loyalty, later", async (me) => {
            await world.clock.for(me).sleep(60_000);
            for (const _ of [1, 2]) await delivered(loyalty(me, shop, effect), paid("m1"));
          });
        return {
          atTheEnd: () =>
            findings.first ?? pointsFor(shop, 1, `The effect of m1 failed; later m1 came again to ${later}, twice.`),
        };
      });
});

rule("only-the-mark-says-duplicate", ({ attack }) =>
  attack((world) => {
    const shop = openShop(world);
    const findings = new Findings();
    const openParcel: Effect = async (message, transaction) => {
      await transaction.insert("parcels", { id: "order-1", items: message.messageId === "m1" ? 1 : 2 });
    };
    world.process("shipping", async (me) => {
      const database = shop.for(me);
      const handle = me.exercise.withInbox({ database }, "shipping", openParcel);
      await handle(paid("m1"));
      const second = await delivered(handle, paid("m2"));
      if (!("error" in second))
        findings.note(
          "m2 is another message about the same order. Its effect met a unique value of the parcels that was taken, and the handler resolved, as if m2 were a duplicate: what m2 said is lost.",
        );
      await database.delete("parcels", { id: "order-1" });
      await delivered(handle, paid("m2"));
      const parcel = shop.rows("parcels").find(({ id }) => id === "order-1");
      if (parcel?.items !== 2)
        findings.note(
          "m2 had failed because an old parcel was in its way. The old one was sent off and m2 came again: now it should have been handled.",
          { expected: { id: "order-1", items: 2 }, received: parcel },
        );
    });
    return { atTheEnd: () => findings.first };
  }),
);

/** Every pair of a name and an id that a key glued together of both could mistake for another pair. */
const GLUED = [":", "-", "/", "|", ".", "_", " ", ""].map((glue) => [
  { consumer: "loyalty", messageId: `eu${glue}1` },
  { consumer: `loyalty${glue}eu`, messageId: "1" },
]);

rule("key-per-consumer", async ({ attack }) => {
  await attack((world) => {
    const shop = openShop(world);
    for (const [consumer, effect] of [
      ["loyalty", addPoints],
      ["shipping", addToParcel],
    ] as const)
      world.process(consumer, async (me) => {
        const handle = me.exercise.withInbox({ database: shop.for(me) }, consumer, effect);
        for (const _ of [1, 2]) await handle(paid("m1"));
      });
    return {
      atTheEnd() {
        if (balance(shop) === 10 && items(shop) === 1) return undefined;
        return {
          happened:
            "m1 was delivered twice to loyalty, and twice to shipping, which share a database. Each should do its own part once.",
          expected: { points: 10, items: 1 },
          received: { points: balance(shop), items: items(shop) },
        };
      },
    };
  });
  await attack((world) => {
    const shop = openShop(world);
    const findings = new Findings();
    world.process("shop", async (me) => {
      for (const pair of GLUED)
        for (const { consumer, messageId } of pair) {
          const before = balance(shop);
          await me.exercise.withInbox({ database: shop.for(me) }, consumer, addPoints)(paid(messageId));
          if (balance(shop) === before)
            findings.note(
              `"${messageId}" was new to the consumer "${consumer}", and was skipped. Another consumer had handled another message, and the two keys came out the same.`,
              { received: pair },
            );
        }
    });
    return { atTheEnd: () => findings.first };
  });
});
