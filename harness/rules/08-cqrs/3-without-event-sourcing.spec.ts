import * as exercise from "#exercise/08-cqrs/3-without-event-sourcing";
import { rulesFor, same, type World } from "#spec";
import type { OrderListRow, OrderMessage } from "eventlings";
import { aLine, anOrder, notingSelects, openShop, send, type Exercise, type Outcome } from "./orders.ts";

const rule = rulesFor("cqrs/without-event-sourcing", exercise);

const SECOND = 1_000;

/** Whatever nobody asked about: an order and its lines, as the shop sent them. */
rule("keeps-the-order", ({ attack }) =>
  attack((world) => {
    const shop = openShop(world);
    const lines = [aLine("l1", 2), aLine("l2", 1, 333)];
    world.process("shop", async (me) => {
      const service = shop.service(me);
      await service.placeOrder(anOrder("order-1", lines));
      await service.addLine("order-1", aLine("l3", 3, 1));
    });
    return {
      atTheEnd() {
        const [order] = shop.database.rows("orders");
        const { version: _version, ...row } = order ?? { version: 0 };
        const expected = {
          orderId: "order-1",
          customerId: "ada",
          email: "ada@example.com",
          placedAt: world.clock.now().toISOString(),
        };
        if (!same(row, expected))
          return {
            happened: "An order was placed. Its row in `orders` is not what was sent.",
            expected,
            received: row,
          };
        const stored = shop.linesOf("order-1").toSorted((one, other) => (one.lineId < other.lineId ? -1 : 1));
        const sent = [...lines, aLine("l3", 3, 1)].map((line) => ({ ...line, orderId: "order-1" }));
        if (same(stored, sent)) return undefined;
        return {
          happened: "An order of two lines was placed, and one was added. The rows in `lines` are not what was sent.",
          expected: sent,
          received: stored,
        };
      },
    };
  }),
);

rule("list-is-right", ({ attack }) =>
  attack((world) => {
    const shop = openShop(world);
    let list: readonly OrderListRow[] | undefined;
    let nobodys: readonly OrderListRow[] | undefined;
    const times: string[] = [];
    world.process("shop", async (me) => {
      const service = shop.service(me);
      const timers = world.clock.for(me);
      for (const [orderId, lines, customerId] of [
        ["order-3", [aLine("l1", 3, 10), aLine("l2", 1, 5)], "ada"],
        ["order-2", [aLine("l3")], "bob"],
        ["order-4", [aLine("l5", 10, 7)], "ada"],
        ["order-1", [aLine("l4", 1, 1999)], "ada"],
      ] as const) {
        times.push(world.clock.now().toISOString());
        await service.placeOrder(anOrder(orderId, [...lines], customerId));
        if (orderId !== "order-4") await timers.sleep(SECOND);
      }
      // Once before: an answer that is kept for later is not what is asked for then.
      await service.ordersOf("ada");
      await timers.sleep(20 * SECOND);
      list = await service.ordersOf("ada");
      nobodys = await service.ordersOf("carol");
    });
    world.process("another server", async (me) => {
      await world.clock.for(me).sleep(10 * SECOND);
      // An article that the order has already, at another price: it is another line.
      await shop.service(me).addLine("order-3", { ...aLine("l6", 2, 20), sku: "sku of l1" });
    });
    return {
      atTheEnd() {
        if (list === undefined) return { happened: "A customer asked for her list, and was never answered." };
        const row = (orderId: string, pieces: number, total: number, at: number) => ({
          orderId,
          customerId: "ada",
          placedAt: times[at],
          pieces,
          total,
        });
        // order-1 and order-4 are of the same moment.
        const expected = [row("order-1", 1, 1999, 3), row("order-4", 10, 70, 2), row("order-3", 6, 75, 0)];
        const shown = list;
        const from = expected.findIndex((row, at) => !same(row, shown[at]));
        if (from >= 0 || shown.length > expected.length)
          return {
            happened: `Ada has three orders: order-3, and later, at the same moment, order-1 and order-4. Then another server added a line to order-3. Her list shows something else${from > 0 ? `, from row ${String(from + 1)} on` : ""}.`,
            // What is alike says nothing.
            expected: expected.slice(from < 0 ? expected.length : from),
            received: shown.slice(from < 0 ? expected.length : from),
          };
        if (same(nobodys, [])) return shop.disagreement();
        return { happened: "Carol has no orders, and her list is not empty.", expected: [], received: nobodys };
      },
    };
  }),
);

/** So many orders has one customer: more than a page would hold. */
const MANY = 120;

rule("one-read", ({ attack }) =>
  attack((world) => {
    const placed = Array.from({ length: MANY }, (_, index) => anOrder(`order-${String(index)}`));
    const shop = openShop(world, { placed });
    const tables: string[] = [];
    let listed = 0;
    world.process("shop", async (me) => {
      const service = shop.service(me, notingSelects(shop.database.for(me), tables));
      listed = (await service.ordersOf("ada")).length;
    });
    return {
      atTheEnd() {
        if (!same(tables, ["orderList"]))
          return {
            happened: `A list of ${String(MANY)} orders was asked for. It takes one select, on \`orderList\`.`,
            expected: ["orderList"],
            received: tables.length > 3 ? [...tables.slice(0, 3), `${String(tables.length - 3)} more`] : tables,
          };
        if (listed === MANY) return undefined;
        return {
          happened: `A customer has ${String(MANY)} orders, and her list is another length. Nobody asked for a page of it.`,
          expected: MANY,
          received: listed,
        };
      },
    };
  }),
);

/** One process that places an order and adds a line to it, and is not started again when it crashes. */
const shopping = (world: World<Exercise>, options: Parameters<typeof openShop>[1] = {}) => {
  const shop = openShop(world, options);
  world.process(
    "shop",
    async (me) => {
      const service = shop.service(me);
      await service.placeOrder(anOrder("order-1", [aLine("l1"), aLine("l2")]));
      await service.addLine("order-1", aLine("l3", 2));
    },
    { restarts: false, mayFail: true },
  );
  return shop;
};

rule("all-or-nothing", async ({ attack }) => {
  const untouched = (world: World<Exercise>) => {
    const shop = shopping(world);
    return { atTheEnd: () => shop.disagreement() };
  };
  await attack((world) => {
    const shop = shopping(world);
    return {
      atTheEnd() {
        const lines = shop.linesOf("order-1").length;
        if (lines === 3) return shop.disagreement();
        return {
          happened: "An order of two lines was placed, and a line was added. Not all three are stored.",
          expected: 3,
          received: lines,
        };
      },
    };
  });
  await attack(untouched, { faults: { crashes: 1 } });
  await attack(untouched, { faults: { timeouts: 1 } });
  // Whoever reads the list at any moment sees one that agrees with the orders.
  await attack((world) => {
    const shop = openShop(world);
    world.process("shop", async (me) => {
      const service = shop.service(me);
      await service.placeOrder(anOrder());
      await service.addLine("order-1", aLine("l2"));
    });
    return { always: () => shop.disagreement() };
  });
});

rule("refused-changes-nothing", async ({ attack }) => {
  for (const [what, expected, refused] of [
    ["An order of eleven pieces was placed; a parcel holds ten.", "PARCEL_FULL", "place"],
    ["A line of four pieces was added to an order of seven; a parcel holds ten.", "PARCEL_FULL", "add"],
    ["A line was added to an order that does not exist.", "NO_SUCH_ORDER", "unknown"],
  ] as const)
    await attack((world) => {
      const shop = openShop(world, { placed: [anOrder("order-1", [aLine("l1", 7)])] });
      const before = shop.everything();
      let outcome: Outcome | undefined;
      world.process("shop", async (me) => {
        const service = shop.service(me);
        outcome = await send(() => {
          if (refused === "place") return service.placeOrder(anOrder("order-2", [aLine("l2", 6), aLine("l3", 5)]));
          return service.addLine(refused === "add" ? "order-1" : "order-9", aLine("l4", 4));
        });
      });
      return {
        atTheEnd() {
          if (outcome !== expected) return { happened: `${what} It should be refused.`, expected, received: outcome };
          const after = shop.everything();
          if (!same(after, before))
            return {
              happened: `${what} It was refused, and something has changed.`,
              expected: before,
              received: after,
            };
          return shop.falseNews();
        },
      };
    });
  // Just as many as there is room for.
  await attack((world) => {
    const shop = openShop(world);
    const outcomes: Outcome[] = [];
    world.process("shop", async (me) => {
      const service = shop.service(me);
      outcomes.push(await send(() => service.placeOrder(anOrder("order-1", [aLine("l1", 10)]))));
      outcomes.push(await send(() => service.placeOrder(anOrder("order-2", [aLine("l2", 9)]))));
      outcomes.push(await send(() => service.addLine("order-2", aLine("l3", 1))));
    });
    return {
      atTheEnd() {
        if (same(outcomes, ["done", "done", "done"])) return shop.disagreement();
        return {
          happened: "A parcel holds ten pieces. An order of ten was placed, and one of nine with one more added.",
          expected: ["done", "done", "done"],
          received: outcomes,
        };
      },
    };
  });
});

rule("two-lines-at-once", async ({ attack }) => {
  // Room for both, and then for one of them only.
  for (const maxPieces of [10, 6])
    await attack((world) => {
      const shop = openShop(world, { maxPieces, placed: [anOrder("order-1", [aLine("l1", 2)])] });
      const outcomes: Outcome[] = [];
      for (const [name, line] of [
        ["her phone", aLine("l2", 3, 100)],
        ["her laptop", aLine("l3", 4, 900)],
      ] as const)
        world.process(name, async (me) => {
          const service = shop.service(me);
          outcomes.push(await send(() => service.addLine("order-1", line)));
        });
      return {
        atTheEnd() {
          const expected = maxPieces === 10 ? ["done", "done"] : ["PARCEL_FULL", "done"];
          const wrong = shop.disagreement();
          if (wrong !== undefined) return { ...wrong, happened: `Two lines were added at once. ${wrong.happened}` };
          if (same(outcomes.toSorted(), expected)) return undefined;
          return {
            happened: `Two lines were added at once, and there was room for ${maxPieces === 10 ? "both" : "one of them"}.`,
            expected,
            received: outcomes.toSorted(),
          };
        },
      };
    });
});

rule("sent-again", async ({ attack }) => {
  const once = (shop: ReturnType<typeof openShop>, outcomes: readonly Outcome[], lines: number, how: string) => {
    if (outcomes.some((outcome) => outcome !== "done"))
      return {
        happened: `A command ${how}. It was carried out, and a sender of it was told otherwise.`,
        expected: "done",
        received: outcomes,
      };
    const stored = shop.linesOf("order-1").length;
    if (stored !== lines)
      return {
        happened: `A command ${how}, and the order does not have its lines.`,
        expected: lines,
        received: stored,
      };
    const wrong = shop.disagreement();
    return wrong && { ...wrong, happened: `A command ${how}. ${wrong.happened}` };
  };
  // Twice, at once. The parcel is full then.
  await attack((world) => {
    const shop = openShop(world, { maxPieces: 2 });
    const outcomes: Outcome[] = [];
    for (const name of ["first click", "second click"])
      world.process(name, async (me) => {
        outcomes.push(await send(() => shop.service(me).placeOrder(anOrder("order-1", [aLine("l1", 2)]))));
      });
    return { atTheEnd: () => once(shop, outcomes, 1, "was sent twice at once") };
  });
  await attack((world) => {
    const shop = openShop(world, { maxPieces: 2, placed: [anOrder("order-1", [aLine("l1")])] });
    const outcomes: Outcome[] = [];
    for (const name of ["first click", "second click"])
      world.process(name, async (me) => {
        outcomes.push(await send(() => shop.service(me).addLine("order-1", aLine("l2"))));
      });
    return { atTheEnd: () => once(shop, outcomes, 2, "was sent twice at once") };
  });
  // A line is sent until the answer is "done", and not once more. Then it is there.
  await attack(
    (world) => {
      const shop = openShop(world, { placed: [anOrder("order-1", [aLine("l1")])] });
      const outcomes: Outcome[] = [];
      world.process("shop", async (me) => {
        const service = shop.service(me);
        outcomes.push(await send(() => service.addLine("order-1", aLine("l2", 2))));
      });
      return {
        atTheEnd() {
          if (outcomes[0] !== "done" || shop.linesOf("order-1").length === 2)
            return once(shop, outcomes, 2, "was sent");
          return {
            happened: "The database failed, and whoever sent the line was told that it was added. It is not stored.",
            expected: ["l1", "l2"],
            received: shop.linesOf("order-1").map(({ lineId }) => lineId),
          };
        },
      };
    },
    { faults: { timeouts: 1 } },
  );
  // No answer, or a crash: it is sent again, and once more out of habit.
  for (const faults of [{ crashes: 1 }, { timeouts: 1 }])
    await attack(
      (world) => {
        const shop = openShop(world, { maxPieces: 3 });
        const outcomes: Outcome[] = [];
        world.process("shop", async (me) => {
          const service = shop.service(me);
          const commands = [
            () => service.placeOrder(anOrder("order-1", [aLine("l1")])),
            () => service.addLine("order-1", aLine("l2", 2)),
          ];
          for (const command of [...commands, ...commands]) outcomes.push(await send(command));
        });
        return { atTheEnd: () => once(shop, outcomes, 2, "was sent again") };
      },
      { faults },
    );
});

rule("no-false-news", async ({ attack }) => {
  for (const faults of [{ crashes: 1 }, { timeouts: 1 }])
    await attack(
      (world) => {
        const shop = shopping(world);
        return { always: () => shop.falseNews() };
      },
      { faults },
    );
  await attack((world) => {
    const shop = openShop(world, { brokerIsDown: true });
    let failed: unknown;
    world.process("shop", async (me) => {
      const service = shop.service(me);
      try {
        await service.placeOrder(anOrder());
        await service.addLine("order-1", aLine("l2"));
      } catch (error) {
        if (Reflect.get(Object(error), "code") !== "CONNECTION") throw error;
        failed = error;
      }
    });
    return {
      atTheEnd: () =>
        failed === undefined
          ? shop.disagreement()
          : {
              happened: `The broker was down, and the customer was told that her order failed. ${shop.stored().length === 0 ? "It is not stored." : "It is stored all the same."}`,
            },
    };
  });
});

rule("public-message", ({ attack }) =>
  attack((world) => {
    const shop = openShop(world);
    const times: string[] = [];
    world.process("shop", async (me) => {
      const service = shop.service(me);
      times.push(world.clock.now().toISOString());
      await service.placeOrder(anOrder("order-1", [aLine("l1", 2), aLine("l2")]));
      await world.clock.for(me).sleep(SECOND);
      times.push(world.clock.now().toISOString());
      await service.addLine("order-1", aLine("l3", 1, 99));
    });
    return {
      atTheEnd() {
        const rows = shop.database.rows("outbox");
        const [placed, added] = rows;
        if (placed === undefined || added === undefined || rows.length > 2)
          return {
            happened: "An order was placed, and a line was added. The outbox should hold a message of each.",
            received: rows.map(({ message }) => message.type),
          };
        const line = (lineId: string, quantity: number, unitPrice: number) => ({
          lineId,
          sku: `sku of ${lineId}`,
          quantity,
          unitPrice,
        });
        const lines = [line("l1", 2, 1250), line("l2", 1, 1250)];
        const [placedAt = "", addedAt = ""] = times;
        const expected: readonly OrderMessage[] = [
          {
            id: placed.message.id,
            type: "shop.OrderPlaced",
            schemaVersion: 1,
            occurredAt: placedAt,
            data: { orderId: "order-1", customerId: "ada", lines, total: 3750 },
          },
          {
            id: added.message.id,
            type: "shop.LineAdded",
            schemaVersion: 1,
            occurredAt: addedAt,
            data: { orderId: "order-1", line: line("l3", 1, 99), total: 3849 },
          },
        ];
        for (const [index, { id, key, message, publishedAt }] of rows.entries()) {
          if (!same(message, expected[index]))
            return {
              happened: "The message is not what the public contract says.",
              expected: expected[index],
              received: message,
            };
          if (key !== "order-1")
            return { happened: "The key in the outbox is not the order's id.", expected: "order-1", received: key };
          if (id !== message.id || id === "")
            return { happened: "The row's id is not the id of its message.", expected: message.id, received: id };
          if (publishedAt === undefined)
            return { happened: "publishedAt is not set: a relay that looks for null never finds this row." };
          // Who publishes at once as well notes it: then it is a date, and no longer null.
          if (publishedAt !== null && !shop.wasPublished(id))
            return {
              happened: `publishedAt says that ${message.type} was published, and the broker has never seen it: no relay will ever publish it.`,
              expected: null,
              received: publishedAt,
            };
        }
        return placed.id === added.id
          ? {
              happened: "Two messages have the same id, so that consumers drop the second as a duplicate.",
              received: placed.id,
            }
          : undefined;
      },
    };
  }),
);
