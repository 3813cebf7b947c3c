import * as exercise from "#exercise/20-process-managers/4-pivot";
import { rulesFor, same } from "#spec";
import { openShop, toldBy, type Told } from "./fulfilments.ts";

const rule = rulesFor("process-managers/pivot", exercise);

/** An answer that takes more steps has more schedules than are worth trying. */
const ENOUGH = { budget: 8_000, draws: 150 };

/** The saga should have ended like this at the first call. */
const saysAtOnce = (told: readonly Told[], expected: Told, story: string) =>
  same(told, [expected]) ? undefined : { happened: `${story} fulfil should say so.`, expected, received: told[0] };

rule("ships-and-captures", async ({ attack }) => {
  await attack((world) => {
    const shop = openShop(world);
    const told: Told[] = [];
    shop.worker("worker", told);
    const story = "Every service has said yes.";
    return {
      atTheEnd: () =>
        shop.endedAs("shipped", story) ??
        (same(shop.history, ["authorise", "ship", "capture"])
          ? saysAtOnce(told, "shipped", story)
          : { happened: `${story} The steps are others than they should be.`, received: shop.history }),
    };
  });
  await attack((world) => {
    const shop = openShop(world, { isOtherToo: true });
    world.process("worker", async (me) => {
      const learners = shop.fulfilment(me);
      for (const orderId of ["order-1", "order-2"]) await toldBy(() => learners.fulfil(orderId), "ORDER_PENDING");
    });
    const story = "Two orders were fulfilled, one after the other.";
    return { atTheEnd: () => shop.endedAs("shipped", story) ?? shop.isOtherShipped(story) };
  });
});

rule("goes-back-before-the-pivot", async ({ attack }) => {
  for (const refuses of ["authorise", "ship"] as const) {
    const story = `The services refused to ${refuses}.`;
    await attack((world) => {
      const shop = openShop(world, { refuses });
      const told: Told[] = [];
      shop.worker("worker", told);
      return { atTheEnd: () => shop.endedAs("cancelled", story) ?? saysAtOnce(told, "cancelled", story) };
    });
    for (const faults of [{ crashes: 1 }, { timeouts: 1 }])
      await attack(
        (world) => {
          const shop = openShop(world, { refuses });
          shop.worker("worker");
          return { atTheEnd: () => shop.endedAs("cancelled", story) };
        },
        { faults },
      );
  }
  await attack((world) => {
    const shop = openShop(world, {
      refuses: "ship",
      fails: (ask, attempt) => (ask === "void" && attempt < 3 ? "TIMEOUT" : undefined),
    });
    shop.worker("worker");
    return {
      atTheEnd: () =>
        shop.endedAs("cancelled", "The carrier refused the parcel, and the first two tries to void failed."),
    };
  });
});

rule("only-forward-after-the-pivot", async ({ attack }) => {
  for (const how of ["TIMEOUT", "REFUSED"] as const)
    await attack((world) => {
      const shop = openShop(world, {
        fails: (ask, attempt) => (ask === "capture" && attempt < 3 ? how : undefined),
      });
      shop.worker("worker");
      return {
        atTheEnd: () =>
          shop.endedAs("shipped", `The parcel was shipped. Then capture failed twice (${how}), and worked.`),
      };
    });
  await attack(
    (world) => {
      const shop = openShop(world);
      shop.worker("worker");
      return { atTheEnd: () => shop.endedAs("shipped", "Answers got lost, and fulfil was called again.") };
    },
    { faults: { timeouts: 1 } },
  );
  await attack((world) => {
    const shop = openShop(world, {
      fails: (ask, attempt) => (ask === "ship" && attempt === 1 ? new Error("socket hang up") : undefined),
    });
    shop.worker("worker");
    const story =
      "The call to ship failed with an error that is no RemoteError, so nobody knew what had happened, and fulfil was called again.";
    return { atTheEnd: () => shop.endedAs("shipped", story) };
  });
  await attack((world) => {
    const shop = openShop(world, { fails: (ask) => (ask === "ship" ? "TIMEOUT" : undefined), calls: 2 });
    shop.worker("worker");
    return {
      atTheEnd() {
        const story = "The carrier does not answer: nobody knows whether the parcel is on its way.";
        if (shop.history.includes("void"))
          return { happened: `${story} The authorisation was voided.`, received: shop.history };
        const { status, lockedBy } = shop.row() ?? {};
        if (status === "placed" && lockedBy !== null) return undefined;
        return {
          happened: `${story} The order should stay as it is, and locked.`,
          received: { status, lockedBy },
        };
      },
    };
  });
  await attack((world) => {
    const shop = openShop(world, { refuses: "capture", calls: 2 });
    const told: Told[] = [];
    shop.worker("worker", told);
    return {
      atTheEnd() {
        const story = "The parcel was shipped, and then capture was refused, each time.";
        if (shop.broken !== undefined) return { ...shop.broken, happened: `${story} ${shop.broken.happened}` };
        const { status, lockedBy } = shop.row() ?? {};
        if (same(told, ["failed", "failed"]) && status === "placed" && lockedBy !== null) return undefined;
        return {
          happened: `${story} The order has not ended: fulfil should reject, and the lock should stay.`,
          received: { fulfil: told, status, lockedBy },
        };
      },
    };
  });
});

rule("resumes-under-its-lock", async ({ attack }) => {
  const died = "The worker died and was started again.";
  await attack(
    (world) => {
      const shop = openShop(world);
      const told: Told[] = [];
      shop.worker("worker", told);
      return {
        atTheEnd: () =>
          told.includes("refused")
            ? {
                happened: `${died} It found the order locked, by its own saga, and refused to go on. Nobody else ever will.`,
                received: shop.row(),
              }
            : shop.endedAs("shipped", died),
      };
    },
    { faults: { crashes: 2 } },
  );
  await attack((world) => {
    const shop = openShop(world);
    for (const name of ["worker 1", "worker 2"]) shop.worker(name);
    return { atTheEnd: () => shop.endedAs("shipped", "Two workers fulfilled the order at the same moment.") };
  });
  await attack((world) => {
    const shop = openShop(world, { refuses: "ship" });
    for (const name of ["worker 1", "worker 2"]) shop.worker(name);
    return {
      atTheEnd: () =>
        shop.endedAs(
          "cancelled",
          "Two workers fulfilled the order at the same moment, and the carrier refused the parcel.",
        ),
    };
  });
});

rule("unlocks-at-every-end", async ({ attack }) => {
  for (const [refuses, end] of [
    [undefined, "shipped"],
    ["ship", "cancelled"],
    ["authorise", "cancelled"],
  ] as const) {
    await attack((world) => {
      const shop = openShop(world, refuses === undefined ? {} : { refuses });
      const told: Told[] = [];
      shop.worker("worker", told);
      world.process("worker, later", async (me) => {
        await world.clock.for(me).sleep(30_000);
        told.push(await toldBy(() => shop.fulfilment(me).fulfil("order-1"), "ORDER_PENDING"));
      });
      const story = "The order had ended, and fulfil was called once more.";
      return {
        atTheEnd: () =>
          shop.endedAs(end, story) ??
          (told.at(-1) === end
            ? undefined
            : { happened: `${story} It should say how the order has ended.`, expected: end, received: told.at(-1) }),
      };
    });
  }
  await attack(
    (world) => {
      const shop = openShop(world);
      for (const name of ["worker 1", "worker 2"]) shop.worker(name);
      let isTaken = false;
      world.process("return of the goods", async (me) => {
        const free = { orderId: "order-1", status: "shipped", lockedBy: null } as const;
        isTaken = (await shop.database.for(me).update("orders", { lockedBy: "return-1" }, free)) > 0;
      });
      return {
        atTheEnd: () =>
          shop.endedAs(
            "shipped",
            "Two workers fulfilled the order at the same moment. When it was shipped, another saga wanted to begin.",
            isTaken ? "return-1" : null,
          ),
      };
    },
    { budget: 1_500, draws: 60 },
  );
});

rule("other-sagas-are-respected", async ({ attack }) => {
  for (const what of ["fulfil", "cancel"] as const)
    await attack((world) => {
      const shop = openShop(world, { order: { lockedBy: "change-of-address-7" } });
      let told: Told | undefined;
      world.process("shop", async (me) => {
        told = await toldBy(
          () =>
            shop
              .fulfilment(me)
              [what]("order-1")
              .then((end) => end ?? "cancelled"),
          "ORDER_PENDING",
        );
      });
      const story = `Another saga, change-of-address-7, works on the order. Then ${what} was called.`;
      return {
        atTheEnd: () =>
          shop.isUntouched(story) ??
          (told === "refused"
            ? undefined
            : {
                happened: `${story} It should be refused with a CommandRefused and the code ORDER_PENDING.`,
                received: told,
              }),
      };
    });
});

rule("one-decides", async ({ attack }) => {
  for (const [refuses, faults] of [
    [undefined, { crashes: 1 }],
    [undefined, { timeouts: 1 }],
    ["ship", {}],
  ] as const)
    await attack(
      (world) => {
        const shop = openShop(world, refuses === undefined ? {} : { refuses });
        const customer: Told[] = [];
        shop.worker("worker");
        shop.customer("customer", customer);
        return {
          atTheEnd() {
            const story = "A customer cancelled the order while the saga was about to work on it.";
            const isShipped = shop.row()?.status === "shipped";
            const broken = shop.endedAs(isShipped ? "shipped" : "cancelled", story);
            if (broken !== undefined) return broken;
            if (!isShipped || !customer.includes("cancelled")) return undefined;
            return { happened: `${story} She was told that it is cancelled, and it was shipped.`, received: customer };
          },
        };
      },
      { faults, ...ENOUGH },
    );
});

rule("cancels-what-is-free", async ({ attack }) => {
  await attack((world) => {
    const shop = openShop(world);
    const told: Told[] = [];
    world.process("shop", async (me) => {
      const shopping = shop.fulfilment(me);
      for (const _ of [1, 2])
        told.push(await toldBy(() => shopping.cancel("order-1").then(() => "cancelled"), "ORDER_PENDING"));
      told.push(await toldBy(() => shopping.fulfil("order-1"), "ORDER_PENDING"));
    });
    return {
      atTheEnd() {
        const story =
          "Nobody worked on the order. The customer cancelled it, and clicked once more; then fulfil was called.";
        const broken = shop.endedAs("cancelled", story);
        if (broken !== undefined) return broken;
        if (shop.asked > 0) return { happened: `${story} The services were asked for an order that is cancelled.` };
        const expected = ["cancelled", "cancelled", "cancelled"];
        return same(told, expected)
          ? undefined
          : { happened: `${story} All three calls should resolve.`, expected, received: told };
      },
    };
  });
  await attack((world) => {
    const shop = openShop(world);
    const told: Told[] = [];
    for (const click of ["1", "2"]) shop.customer(`click ${click}`, told);
    return {
      atTheEnd() {
        const story = "Nobody worked on the order. The customer clicked twice, and both came at the same moment.";
        const broken = shop.endedAs("cancelled", story);
        if (broken !== undefined) return broken;
        const expected = ["cancelled", "cancelled"];
        return same(told, expected)
          ? undefined
          : { happened: `${story} It is cancelled, so both calls should resolve.`, expected, received: told };
      },
    };
  });
  await attack((world) => {
    const shop = openShop(world, { order: { status: "shipped" } });
    let told: Told | undefined;
    world.process("shop", async (me) => {
      told = await toldBy(
        () =>
          shop
            .fulfilment(me)
            .cancel("order-1")
            .then(() => "cancelled"),
        "ALREADY_SHIPPED",
      );
    });
    const story = "The order was shipped long ago. Then the customer cancelled it.";
    return {
      atTheEnd: () =>
        shop.isUntouched(story) ??
        (told === "refused"
          ? undefined
          : {
              happened: `${story} It should be refused with a CommandRefused and the code ALREADY_SHIPPED.`,
              received: told,
            }),
    };
  });
});
