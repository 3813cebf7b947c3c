import * as exercise from "#exercise/16-outbox/1-place-order";
import { rulesFor, same } from "#spec";
import type { OrderIntegrationEvent } from "eventlings";
import { anOrder, brokerThatIsDown, openShop, sendOrder } from "./checkout.ts";

const rule = rulesFor("outbox/place-order", exercise);

const isOutOfStock = (error: unknown): boolean =>
  error instanceof Error && Reflect.get(error, "code") === "OUT_OF_STOCK";

rule("together-or-not-at-all", ({ attack }) =>
  attack(
    (world) => {
      const shop = openShop(world, 5);
      for (const number of ["1", "2"])
        world.process(
          `shop ${number}`,
          async (me) => {
            await sendOrder(() => me.exercise.placeOrder(shop.ports(me), anOrder(`order-${number}`)));
          },
          { restarts: false },
        );
      return {
        atTheEnd() {
          // One of the two at most has crashed.
          if (shop.orders().length === 0)
            return { happened: "Two orders were sent, one process crashed, and neither order is stored." };
          return shop.disagreement();
        },
      };
    },
    { faults: { crashes: 1 } },
  ),
);

rule("refused-leaves-nothing", async ({ attack }) => {
  await attack((world) => {
    const shop = openShop(world, 1);
    const answers: string[] = [];
    for (const number of ["1", "2"])
      world.process(`shop ${number}`, async (me) => {
        try {
          await sendOrder(() => me.exercise.placeOrder(shop.ports(me), anOrder(`order-${number}`)));
          answers.push("placed");
        } catch (error) {
          if (!isOutOfStock(error)) throw error;
          answers.push("out of stock");
        }
      });
    return {
      atTheEnd() {
        const wrong = shop.disagreement() ?? shop.falseNews();
        if (wrong !== undefined || same(answers.toSorted(), ["out of stock", "placed"])) return wrong;
        return {
          happened: "Two customers wanted the last mug. One of them should get it, and the other be refused.",
          expected: ["placed", "out of stock"],
          received: answers.toSorted().toReversed(),
        };
      },
    };
  });
  // The last line of the order is the one that cannot be had.
  await attack((world) => {
    const shop = openShop(world, 5);
    let answer = "placed";
    world.process("shop", async (me) => {
      try {
        const order = anOrder("order-1", [
          ["mug", 2],
          ["lamp", 2],
        ]);
        await sendOrder(() => me.exercise.placeOrder(shop.ports(me), order));
      } catch (error) {
        if (!isOutOfStock(error)) throw error;
        answer = "out of stock";
      }
    });
    return {
      atTheEnd() {
        if (answer === "placed")
          return { happened: "Two lamps were ordered, one was in stock, and the order was not refused." };
        return shop.disagreement() ?? shop.falseNews();
      },
    };
  });
});

rule("no-false-news", ({ attack }) =>
  attack(
    (world) => {
      const shop = openShop(world, 5);
      world.process(
        "shop",
        async (me) => {
          await me.exercise.placeOrder(shop.ports(me), anOrder());
        },
        { restarts: false, mayFail: true },
      );
      return { atTheEnd: () => shop.falseNews() };
    },
    { faults: { crashes: 1, timeouts: 1 } },
  ),
);

rule("broker-may-be-down", ({ attack }) =>
  attack((world) => {
    const shop = openShop(world, 5);
    let refused: unknown;
    world.process("shop", async (me) => {
      try {
        await sendOrder(() => me.exercise.placeOrder({ ...shop.ports(me), broker: brokerThatIsDown }, anOrder()));
      } catch (error) {
        if (Reflect.get(Object(error), "code") !== "CONNECTION") throw error;
        refused = error;
      }
    });
    return {
      atTheEnd() {
        if (refused !== undefined)
          return {
            happened: `The broker was down, and the customer was told that the order failed. ${shop.orders().length === 0 ? "It is not stored." : "It is stored all the same."}`,
          };
        return shop.disagreement();
      },
    };
  }),
);

rule("placed-once", async ({ attack }) => {
  // Two clicks, at once.
  await attack((world) => {
    const shop = openShop(world, 1);
    for (const name of ["first click", "second click"])
      world.process(name, async (me) => {
        await sendOrder(() => me.exercise.placeOrder(shop.ports(me), anOrder()));
      });
    return { atTheEnd: () => shop.disagreement() };
  });
  // No answer, or a crash: the checkout sends the order again, and once more out of habit.
  await attack(
    (world) => {
      const shop = openShop(world, 1);
      world.process("shop", async (me) => {
        const ports = shop.ports(me);
        for (let attempt = 1; attempt <= 3; attempt += 1)
          try {
            await me.exercise.placeOrder(ports, anOrder());
          } catch (error) {
            if (isOutOfStock(error)) throw error;
          }
      });
      return {
        atTheEnd() {
          if (shop.orders().length === 0) return { happened: "order-1 was sent again and again, and is not stored." };
          return shop.disagreement();
        },
      };
    },
    { faults: { crashes: 1, timeouts: 1 } },
  );
});

rule("ids-differ", ({ attack }) =>
  attack((world) => {
    const shop = openShop(world, 5);
    for (const number of ["1", "2"])
      world.process(`shop ${number}`, async (me) => {
        await sendOrder(() => me.exercise.placeOrder(shop.ports(me), anOrder(`order-${number}`)));
      });
    return {
      atTheEnd() {
        const ids = shop.database.rows("outbox").map(({ message }) => message.id);
        if (ids.length < 2)
          return {
            happened: "Two orders were placed by two processes, and the outbox does not hold two messages.",
            received: ids,
          };
        return ids[0] === ids[1]
          ? { happened: "Two processes gave the messages of two orders the same id.", received: ids }
          : undefined;
      },
    };
  }),
);

rule("public-message", ({ attack }) =>
  attack((world) => {
    const shop = openShop(world, 5);
    const order = anOrder("order-1", [
      ["mug", 2],
      ["lamp", 1],
    ]);
    world.process("shop", async (me) => {
      await sendOrder(() => me.exercise.placeOrder(shop.ports(me), order));
    });
    return {
      atTheEnd() {
        const [row] = shop.database.rows("outbox");
        if (row === undefined) return { happened: "An order was placed, and the outbox holds no message." };
        const { id, key, message, publishedAt } = row;
        if (key !== "order-1")
          return { happened: "The key in the outbox is not the order's id.", expected: "order-1", received: key };
        if (id !== message.id || id === "")
          return { happened: "The row's id is not the id of its message.", expected: message.id, received: id };
        // A learner may publish at once as well, and note it: then it is a date, and no longer null.
        if (publishedAt === undefined)
          return { happened: "publishedAt is not set: a relay that looks for null never finds this row." };
        const expected: OrderIntegrationEvent = {
          id,
          type: "shop.OrderPlaced",
          schemaVersion: 1,
          occurredAt: world.clock.now().toISOString(),
          data: {
            orderId: order.orderId,
            customerId: order.customerId,
            country: order.country,
            lines: order.lines.map(({ sku, quantity, unitPrice }) => ({ sku, quantity, unitPrice })),
            total: order.total,
          },
        };
        if (same(message, expected)) return shop.disagreement();
        return { happened: "The message is not what the public contract says.", expected, received: message };
      },
    };
  }),
);
