import * as exercise from "#exercise/19-choreography/1-order-flow";
import { rulesFor, type Broken, type World } from "#spec";
import type { FlowEvent, QueueMessage } from "eventlings";
import {
  event,
  events,
  listed,
  openOrders,
  openShipping,
  openStock,
  ordersOf,
  THERE,
  UNKNOWN,
  type Exercise,
  type Service,
  type Type,
} from "./services.ts";
import { runShop } from "./whole-flow.ts";

const rule = rulesFor("choreography/order-flow", exercise);

const CRASH = [{ crashes: 1 }, "A process died and was started again."] as const;
const LOST = [{ timeouts: 1 }, "A connection to the database broke, and the message came again."] as const;

/** One copy of a service hears these events in turn; after each, it should have said what follows from those so far. */
const inTurn =
  (
    open: (world: World<Exercise>) => Service,
    heard: readonly Type[],
    expected: (so: ReadonlySet<Type>) => readonly Type[],
  ) =>
  (world: World<Exercise>) => {
    const service = open(world);
    const after = (so: readonly QueueMessage<FlowEvent>[]): void => {
      const types = so.map(({ body }) => body.type);
      const broken = service.hasSaid(expected(new Set(types)), `It has heard ${listed(types)}.`, { isAtTheEnd: false });
      if (broken !== undefined) service.note(broken.happened, broken);
    };
    service.copy("service", events(...heard), { after });
    return { atTheEnd: () => service.wrong };
  };

const shipsAfter = (so: ReadonlySet<Type>): readonly Type[] =>
  so.has("PaymentReceived") && so.has("StockReserved") ? ["OrderShipped"] : [];

/** What is wrong with the first of these with which something is. */
function firstBroken<T>(things: readonly T[], look: (thing: T) => Broken | undefined): Broken | undefined {
  for (const thing of things) {
    const broken = look(thing);
    if (broken !== undefined) return broken;
  }
  return undefined;
}

rule("ships-after-both", async ({ attack }) => {
  for (const heard of [
    ["PaymentReceived"],
    ["StockReserved"],
    ["PaymentReceived", "StockReserved"],
    ["StockReserved", "PaymentReceived"],
    ["OrderPlaced", UNKNOWN, "PaymentReceived", UNKNOWN, "OrderPlaced", "StockReserved", UNKNOWN],
    ["PaymentReceived", "StockUnavailable", "PaymentRefunded"],
    ["StockReserved", "PaymentFailed", "StockReleased"],
    ["OrderShipped", "OrderCompleted", "OrderCancelled"],
    ...ordersOf<Type>(["PaymentReceived", "PaymentReceived", "StockReserved", "StockReserved"]),
  ] as const satisfies readonly (readonly Type[])[])
    await attack(inTurn(openShipping, heard, shipsAfter));

  await attack((world) => {
    const shipping = openShipping(world);
    shipping.copy("shipping", [
      event("m1", "PaymentReceived", { orderId: "order-1" }),
      event("m2", "StockReserved", { orderId: "order-2" }),
      event("m3", "StockReserved", { orderId: "order-3" }),
      event("m4", "PaymentReceived", { orderId: "order-3" }),
      event("m4", "PaymentReceived", { orderId: "order-3" }),
      event("m5", "StockReserved", { orderId: "order-4" }),
      event("m6", "PaymentReceived", { orderId: "order-4" }),
      event("m7", "StockReserved", { orderId: "order-5" }),
      event("m8", "PaymentReceived", { orderId: "order-6" }),
      event("m9", "PaymentReceived", { orderId: "order-5" }),
    ]);
    const story =
      "order-1 was paid, order-2 has its stock, order-3 and order-4 both; then order-5 has its stock, order-6 is paid, and after that order-5 too.";
    const ships = ["order-3", "order-4", "order-5"];
    return {
      atTheEnd: () =>
        firstBroken(["order-1", "order-2", ...ships, "order-6"], (orderId) =>
          shipping.hasSaid(ships.includes(orderId) ? ["OrderShipped"] : [], story, { orderId }),
        ),
    };
  });
});

rule("meeting-is-durable", async ({ attack }) => {
  for (const [faults, story] of [CRASH, LOST])
    await attack(
      (world) => {
        const shipping = openShipping(world);
        shipping.copy("shipping", events("StockReserved", "PaymentReceived"));
        return { atTheEnd: () => shipping.hasSaid(["OrderShipped"], `${story} Payment and stock have both come.`) };
      },
      { faults },
    );
  await attack(
    (world) => {
      const shipping = openShipping(world);
      shipping.copy("shipping 1", [event("m1", "PaymentReceived")]);
      shipping.copy("shipping 2", [event("m2", "StockReserved")]);
      return {
        atTheEnd: () =>
          shipping.hasSaid(["OrderShipped"], "Payment and stock came at the same moment, to two copies of shipping."),
      };
    },
    { faults: { crashes: 1 } },
  );
  await attack((world) => {
    const shipping = openShipping(world);
    shipping.copy("shipping 1", [event("m1", "StockReserved"), event("m2", "PaymentReceived")]);
    shipping.copy("shipping 2", [event("m2", "PaymentReceived")]);
    return {
      atTheEnd: () =>
        shipping.hasSaid(
          ["OrderShipped"],
          "The payment was in the hands of two copies of shipping at the same moment.",
        ),
    };
  });
});

rule("reserves-what-is-there", async ({ attack }) => {
  for (const [quantity, type] of [
    [2, "StockReserved"],
    [THERE, "StockReserved"],
    [THERE + 1, "StockUnavailable"],
  ] as const)
    await attack((world) => {
      const stock = openStock(world);
      stock.copy("stock", [
        event("m1", "OrderPlaced", { quantity }),
        event("m1", "OrderPlaced", { quantity }),
        event("m1-again", "OrderPlaced", { quantity }),
        event("m2", UNKNOWN),
        event("m3", "PaymentReceived"),
      ]);
      const story = `${String(quantity)} of ${String(THERE)} mugs were ordered, and OrderPlaced came three times.`;
      return {
        atTheEnd: () =>
          stock.hasSaid([type], story) ?? stock.has(THERE - (type === "StockReserved" ? quantity : 0), story),
      };
    });
  for (const [faults, story] of [CRASH, LOST])
    await attack(
      (world) => {
        const stock = openStock(world);
        stock.copy("stock", [event("m1", "OrderPlaced")]);
        return {
          atTheEnd: () => stock.hasSaid(["StockReserved"], story) ?? stock.has(THERE - 2, story),
        };
      },
      { faults },
    );
  await attack((world) => {
    const stock = openStock(world, 1);
    for (const at of ["1", "2"])
      stock.copy(`stock ${at}`, [event(`m${at}`, "OrderPlaced", { orderId: `order-${at}`, quantity: 1 })]);
    return {
      atTheEnd() {
        const story = "Two orders at the same moment wanted the last mug.";
        const won = stock.said("order-1").includes("StockReserved") ? "order-1" : "order-2";
        const lost = won === "order-1" ? "order-2" : "order-1";
        return (
          stock.hasSaid(["StockReserved"], story, { orderId: won }) ??
          stock.hasSaid(["StockUnavailable"], story, { orderId: lost }) ??
          stock.has(0, story, 1)
        );
      },
    };
  });
});

rule("releases-what-was-held", async ({ attack }) => {
  await attack((world) => {
    const stock = openStock(world);
    stock.copy("stock", [
      event("m1", "OrderPlaced"),
      event("m2", "OrderPlaced", { orderId: "order-2", quantity: 1 }),
      event("m4", "OrderPlaced", { orderId: "order-3", quantity: 1 }),
      event("m3", "PaymentFailed"),
      event("m3", "PaymentFailed"),
      event("m3-again", "PaymentFailed"),
      event("m1", "OrderPlaced"),
      event("m5", "PaymentFailed", { orderId: "order-3" }),
    ]);
    const story =
      "order-1 had 2 mugs reserved, order-2 and order-3 one each. The payment of order-1 failed; that came three times, and then OrderPlaced of order-1 once more. Later the payment of order-3 failed too.";
    return {
      atTheEnd: () =>
        stock.hasSaid(["StockReserved", "StockReleased"], story) ??
        stock.hasSaid(["StockReserved"], story, { orderId: "order-2" }) ??
        stock.hasSaid(["StockReserved", "StockReleased"], story, { orderId: "order-3" }) ??
        stock.has(THERE - 1, story),
    };
  });
  await attack((world) => {
    const stock = openStock(world);
    stock.copy("stock", [
      event("m1", "OrderPlaced", { sku: "pen", quantity: 3 }),
      event("m2", "OrderPlaced", { orderId: "order-2", sku: "pen", quantity: 3 }),
      event("m3", "PaymentFailed", { orderId: "order-2" }),
      event("m4", "PaymentFailed"),
    ]);
    const story =
      "order-1 had 3 pens reserved. For order-2, which wanted 3 as well, there were not enough. Then the payments of both failed.";
    return {
      atTheEnd: () =>
        stock.hasSaid(["StockReserved", "StockReleased"], story) ??
        stock.hasSaid(["StockUnavailable"], story, { orderId: "order-2" }) ??
        stock.has(THERE, story),
    };
  });
  await attack((world) => {
    const stock = openStock(world);
    const decidesNothing = ["PaymentRefunded", "OrderCancelled", "StockUnavailable", "OrderShipped"] as const;
    stock.copy("stock", events("OrderPlaced", ...decidesNothing));
    const story = `Two mugs were reserved. Then stock heard ${listed(decidesNothing)}, and no PaymentFailed.`;
    return { atTheEnd: () => stock.hasSaid(["StockReserved"], story) ?? stock.has(THERE - 2, story) };
  });
  await attack((world) => {
    const stock = openStock(world);
    stock.copy("stock 1", events("OrderPlaced", "PaymentFailed"));
    stock.copy("stock 2", [event("m3", "OrderPlaced", { orderId: "order-2", quantity: 1 })]);
    const story = "While order-1 gave back its 2 mugs, order-2 took one.";
    return {
      atTheEnd: () =>
        stock.hasSaid(["StockReserved"], story, { orderId: "order-2" }) ??
        stock.hasSaid(["StockReserved", "StockReleased"], story) ??
        stock.has(THERE - 1, story),
    };
  });
  for (const [faults, story] of [CRASH, LOST])
    await attack(
      (world) => {
        const stock = openStock(world);
        stock.copy("stock", events("OrderPlaced", "PaymentFailed"));
        const what = `${story} Two mugs were reserved, and the payment failed.`;
        return {
          atTheEnd: () => stock.hasSaid(["StockReserved", "StockReleased"], what) ?? stock.has(THERE, what),
        };
      },
      { faults },
    );
  await attack((world) => {
    const stock = openStock(world);
    const { hasBegun } = stock.copy("stock 1", events("OrderPlaced", "PaymentFailed"));
    stock.copy("stock 2", [event("m2", "PaymentFailed")], { from: hasBegun });
    const story =
      "Two mugs were reserved. Then the failed payment was in the hands of two copies of stock at the same moment.";
    return {
      atTheEnd: () => stock.hasSaid(["StockReserved", "StockReleased"], story) ?? stock.has(THERE, story),
    };
  });
});

/** Has stock said once that the goods of `order-1` are back, whether it had said that it has reserved them or not? */
function goodsAreBack(stock: Service, story: string): Broken | undefined {
  const said = stock.said();
  const isBack =
    said.length === 1
      ? said[0] !== "StockReserved"
      : said.length === 2 && said.includes("StockReserved") && said.includes("StockReleased");
  if (stock.wrong !== undefined) return { ...stock.wrong, happened: `${story} ${stock.wrong.happened}` };
  if (isBack) return undefined;
  return {
    happened: `${story} In the end, stock should have said once that it holds nothing for the order.`,
    expected: ["StockReleased"],
    received: said,
  };
}

rule("failure-may-come-first", async ({ attack }) => {
  for (const quantity of [2, THERE + 1])
    await attack((world) => {
      const stock = openStock(world);
      stock.copy("stock", [
        event("m2", "PaymentFailed", { quantity }),
        event("m2", "PaymentFailed", { quantity }),
        event("m1", "OrderPlaced", { quantity }),
        event("m1", "OrderPlaced", { quantity }),
        event("m2-again", "PaymentFailed", { quantity }),
      ]);
      const story = `PaymentFailed came first, and then OrderPlaced, which wanted ${String(quantity)} of ${String(THERE)} mugs.`;
      return { atTheEnd: () => stock.has(THERE, story) ?? goodsAreBack(stock, story) };
    });
  await attack(
    (world) => {
      const stock = openStock(world);
      stock.copy("stock", events("PaymentFailed", "OrderPlaced"));
      const story = "PaymentFailed came before OrderPlaced, and the process died and was started again.";
      return { atTheEnd: () => stock.has(THERE, story) ?? goodsAreBack(stock, story) };
    },
    { faults: { crashes: 1 } },
  );
  await attack((world) => {
    const stock = openStock(world);
    stock.copy("stock 1", events("OrderPlaced", "PaymentFailed"));
    stock.copy("stock 2", [event("m2", "PaymentFailed")]);
    const story = "OrderPlaced and PaymentFailed came at the same moment, to two copies of stock.";
    return { atTheEnd: () => stock.has(THERE, story) ?? goodsAreBack(stock, story) };
  });
});

/** What can come to the order service of one order: the money's side and the goods' side. */
const ENDS = [
  ["OrderShipped"],
  ["PaymentFailed", "StockReleased"],
  ["PaymentFailed", "StockUnavailable"],
  ["PaymentRefunded", "StockUnavailable"],
] as const satisfies readonly (readonly Type[])[];

/** What comes besides, and decides nothing. */
const BESIDES: readonly (readonly Type[])[] = [
  ["PaymentReceived", "StockReserved"],
  ["StockReserved"],
  [UNKNOWN],
  ["PaymentReceived"],
];

const endsAfter =
  (end: readonly Type[]) =>
  (so: ReadonlySet<Type>): readonly Type[] => {
    if (!end.every((type) => so.has(type))) return [];
    return [end[0] === "OrderShipped" ? "OrderCompleted" : "OrderCancelled"];
  };

rule("ends-once", async ({ attack }) => {
  for (const [at, end] of ENDS.entries()) {
    for (const order of ordersOf(end)) {
      await attack(inTurn(openOrders, order, endsAfter(end)));
      await attack(inTurn(openOrders, [...order, ...order, ...order], endsAfter(end)));
    }
    for (const order of ordersOf<Type>([...end, ...(BESIDES[at] ?? [])]))
      await attack(inTurn(openOrders, ["OrderPlaced", ...order, "OrderPlaced"], endsAfter(end)));
  }
  await attack((world) => {
    const orders = openOrders(world);
    orders.copy("orders", [
      event("m1", "PaymentFailed", { orderId: "order-1" }),
      event("m2", "StockReleased", { orderId: "order-2" }),
      event("m3", "StockReleased", { orderId: "order-3" }),
      event("m4", "PaymentFailed", { orderId: "order-3" }),
      event("m5", "PaymentFailed", { orderId: "order-4" }),
      event("m6", "StockReleased", { orderId: "order-5" }),
      event("m7", "StockReleased", { orderId: "order-4" }),
    ]);
    const story =
      "The payment of order-1 has failed, the goods of order-2 are back, and for order-3 both. Then the payment of order-4 fails, the goods of order-5 are back, and after that those of order-4 too.";
    const cancelled = ["order-3", "order-4"];
    return {
      atTheEnd: () =>
        firstBroken(["order-1", "order-2", ...cancelled, "order-5"], (orderId) =>
          orders.hasSaid(cancelled.includes(orderId) ? ["OrderCancelled"] : [], story, { orderId }),
        ),
    };
  });
});

rule("end-is-durable", async ({ attack }) => {
  for (const [faults, story] of [CRASH, LOST])
    for (const [end, expected] of [
      [ENDS[0], "OrderCompleted"],
      [ENDS[1], "OrderCancelled"],
    ] as const)
      await attack(
        (world) => {
          const orders = openOrders(world);
          orders.copy("orders", events(...end));
          return { atTheEnd: () => orders.hasSaid([expected], `${story} It has heard ${listed(end)}.`) };
        },
        { faults },
      );
  await attack((world) => {
    const orders = openOrders(world);
    orders.copy("orders 1", [event("m1", "PaymentFailed")]);
    orders.copy("orders 2", [event("m2", "StockUnavailable")]);
    return {
      atTheEnd: () =>
        orders.hasSaid(
          ["OrderCancelled"],
          "PaymentFailed and StockUnavailable came at the same moment, to two copies of the order service.",
        ),
    };
  });
  await attack((world) => {
    const orders = openOrders(world);
    orders.copy("orders 1", [event("m1", "PaymentFailed"), event("m2", "StockReleased")]);
    orders.copy("orders 2", [event("m2", "StockReleased")]);
    return {
      atTheEnd: () =>
        orders.hasSaid(
          ["OrderCancelled"],
          "StockReleased was in the hands of two copies of the order service at the same moment.",
        ),
    };
  });
  await attack((world) => {
    const orders = openOrders(world);
    orders.copy("orders 1", [event("m1", "OrderShipped")]);
    orders.copy("orders 2", [event("m1", "OrderShipped")]);
    return {
      atTheEnd: () =>
        orders.hasSaid(["OrderCompleted"], "OrderShipped was in the hands of two copies of the order service."),
    };
  });
});

rule("every-flow-ends", async ({ attack }) => {
  for (let seed = 1; seed <= 6; seed += 1)
    for (const isPaid of [true, false])
      for (const quantity of [2, THERE + 1])
        await attack(
          (world) => {
            const shop = runShop(world, { isPaid, quantity, seed });
            return { atTheEnd: () => shop.end() };
          },
          { steps: 2_000 },
        );
});
