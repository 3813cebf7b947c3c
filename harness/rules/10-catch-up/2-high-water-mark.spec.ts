import * as exercise from "#exercise/10-catch-up/2-high-water-mark";
import { rulesFor, type Broken, type Me, type Promised, type World } from "#spec";
import { DatabaseError, type HighWaterMark, type HighWaterTables } from "eventlings";

const rule = rulesFor("catch-up/high-water-mark", exercise);

type Exercise = typeof exercise;
type Shop = ReturnType<typeof openShop>;

/** Longer than anyone's patience: a gap is not dead because time has passed. */
const HOUR = 3_600_000;

/** A database with a log, and orders that are there before anyone starts. */
function openShop(world: World<Exercise>, stored: readonly Partial<HighWaterTables["events"]>[] = []) {
  const database = world.database<HighWaterTables>("database", {
    tables: { events: { sequence: "position" }, marks: { key: "name" }, skips: { key: "first" } },
    transactionIds: true,
  });
  database.fill("marks", [{ name: "events", position: 0 }]);
  database.fill("events", stored);
  const seen = new Set<string>();
  const returned: number[] = [];
  let readUpTo = 0;

  return {
    database,
    returned,
    /** Did a look after look find nothing that it dared to pass? */
    starved: false,
    mark: () => database.rows("marks")[0]?.position ?? 0,

    daemon: (me: Me<Exercise>): HighWaterMark =>
      me.exercise.createHighWaterMark({ database: database.for(me), clock: world.clock.for(me) }),

    /** Moves the mark, and reads up to it as every reader would. */
    async look(me: Me<Exercise>, daemon: HighWaterMark): Promise<number> {
      const mark = await daemon.advance();
      returned.push(mark);
      if (mark > readUpTo) {
        const rows = await database
          .for(me)
          .select("events", { where: { position: { gt: readUpTo, lte: mark } }, orderBy: ["position"] });
        for (const { id } of rows) seen.add(id);
        readUpTo = mark;
      }
      return mark;
    },

    /** Places an order in a transaction of its own, and commits it or rolls it back. */
    async order(me: Me<Exercise>, id: string, end: "commit" | "rollback" = "commit"): Promise<void> {
      const transaction = await database.for(me).begin();
      await transaction.insert("events", { id });
      await transaction[end]();
    },

    missed(): Broken | undefined {
      const lost = database.rows("events").find(({ id, position }) => position <= readUpTo && !seen.has(id));
      if (lost === undefined) return undefined;
      return {
        happened: `${lost.id} has position ${String(lost.position)}, and its transaction was still open when the mark passed it. It has committed since, and no reader will look there again.`,
        received: { marks: returned },
      };
    },

    stuck(): Broken | undefined {
      const last = Math.max(0, ...database.rows("events").map(({ position }) => position));
      if (this.mark() >= last) return undefined;
      return {
        happened: `All transactions are over, and after several more looks the mark stands at ${String(this.mark())}: readers never get the event at ${String(last)}.`,
        expected: last,
        received: this.mark(),
      };
    },

    silent(): Broken | undefined {
      const events = new Set(database.rows("events").map(({ position }) => position));
      const skips = database.rows("skips");
      const isSkipped = (position: number): boolean =>
        skips.some(({ first, last }) => first <= position && position <= last);
      for (let position = 1; position <= this.mark(); position += 1) {
        if (events.has(position) && isSkipped(position))
          return {
            happened: `Position ${String(position)} is recorded as skipped, and an event has it.`,
            received: skips,
          };
        if (!events.has(position) && !isSkipped(position))
          return {
            happened: `The mark has passed position ${String(position)}, which no event has, and there is no record of it in skips.`,
            received: skips,
          };
      }
      return undefined;
    },
  };
}

/** Looks at any moment, among whatever the others do; then some more when all is quiet. */
async function watch(
  world: World<Exercise>,
  shop: Shop,
  me: Me<Exercise>,
  { busy, quiet }: { readonly busy: number; readonly quiet: number },
): Promise<void> {
  const daemon = shop.daemon(me);
  for (let look = 0; look < busy; look += 1) await shop.look(me, daemon);
  for (let look = 0; look < quiet; look += 1) {
    await world.clock.for(me).sleep(10_000);
    await shop.look(me, daemon);
  }
}

/** Two orders are placed at once; the mark must wait for whoever has the lower number. */
const twoOrders =
  (stored: readonly Partial<HighWaterTables["events"]>[], busy: number, check: (shop: Shop) => Broken | undefined) =>
  (world: World<Exercise>): Promised => {
    const shop = openShop(world, stored);
    for (const name of ["1", "2"])
      world.process(`shop ${name}`, (me) => shop.order(me, `order-${name}`), { restarts: false });
    world.process("daemon", (me) => watch(world, shop, me, { busy, quiet: 1 }));
    return { atTheEnd: () => check(shop) };
  };

rule("never-passes-an-open-gap", async ({ attack }) => {
  await attack(twoOrders([{ id: "order-0" }], 1, (shop) => shop.missed()));
  // What one look has noted must still be true at the next one.
  await attack((world) => {
    const shop = openShop(world, [{ id: "order-0" }]);
    world.process("shop", async (me) => {
      const slow = await shop.database.for(me).begin();
      await slow.insert("events", { id: "order-1" });
      await shop.database.for(me).insert("events", { id: "order-2" });
      await slow.commit();
    });
    world.process("daemon", (me) => watch(world, shop, me, { busy: 2, quiet: 1 }));
    return { atTheEnd: () => shop.missed() };
  });
  // One gap is dead, and while that is being proven, another one opens.
  await attack((world) => {
    const shop = openShop(world);
    world.process("shop", async (me) => {
      await shop.order(me, "order-1", "rollback");
      await shop.order(me, "order-2");
      const slow = await shop.database.for(me).begin();
      await slow.insert("events", { id: "order-3" });
      await shop.order(me, "order-4");
      await slow.commit();
    });
    world.process("daemon", (me) => watch(world, shop, me, { busy: 1, quiet: 1 }));
    return { atTheEnd: () => shop.missed() };
  });
});

rule("holds-before-a-leading-gap", ({ attack }) => attack(twoOrders([], 1, (shop) => shop.missed())));

rule("waits-however-long", ({ attack }) =>
  attack(
    (world) => {
      const shop = openShop(world, [{ id: "order-0" }]);
      world.process("import", async (me) => {
        const database = shop.database.for(me);
        const slow = await database.begin();
        await slow.insert("events", { id: "order-1" });
        await database.insert("events", { id: "order-2" });
        await world.clock.for(me).sleep(5 * HOUR);
        await slow.commit();
      });
      world.process("daemon", async (me) => {
        const daemon = shop.daemon(me);
        for (let look = 0; look < 5; look += 1) {
          await shop.look(me, daemon);
          await world.clock.for(me).sleep(2 * HOUR);
        }
      });
      return { atTheEnd: () => shop.missed() ?? shop.stuck() };
    },
    { until: 24 * HOUR },
  ),
);

rule("passes-a-dead-gap", async ({ attack }) => {
  // Rolled back, in the middle.
  await attack((world) => {
    const shop = openShop(world, [{ id: "order-0" }]);
    world.process("shop 1", (me) => shop.order(me, "order-1", "rollback"), { restarts: false });
    world.process("shop 2", (me) => shop.order(me, "order-2"), { restarts: false });
    world.process("daemon", (me) => watch(world, shop, me, { busy: 1, quiet: 4 }));
    return { atTheEnd: () => shop.missed() ?? shop.stuck() };
  });
  // Whoever took the number may die, at the very beginning of the log.
  await attack(
    (world) => {
      const shop = openShop(world);
      for (const name of ["1", "2"])
        world.process(`shop ${name}`, (me) => shop.order(me, `order-${name}`), { restarts: false });
      world.process("daemon", (me) => watch(world, shop, me, { busy: 0, quiet: 4 }));
      return { atTheEnd: () => shop.missed() ?? shop.stuck() };
    },
    { faults: { crashes: 1 } },
  );
});

rule("does-not-wait-for-newcomers", ({ attack }) =>
  attack((world) => {
    const shop = openShop(world);
    // At every moment some transaction is open, and each comes to its end: a busy day.
    world.process("busy shop", async (me) => {
      const daemon = shop.daemon(me);
      const database = shop.database.for(me);
      await shop.order(me, "order-1", "rollback");
      await shop.order(me, "order-2");
      const inTurn: (() => Promise<void>)[] = [];
      for (let turn = 1; turn <= 5; turn += 1) {
        const next = await database.begin();
        await next.ids();
        inTurn.push(() => next.rollback());
        if (inTurn.length > 1) await inTurn.shift()?.();
        await shop.look(me, daemon);
      }
      await inTurn.shift()?.();
      const reached = shop.returned.at(-1) ?? 0;
      if (reached < 2) shop.starved = true;
    });
    return {
      atTheEnd: () =>
        shop.starved
          ? {
              happened:
                "Every transaction that could have used position 1 had ended, and five looks later the mark still stood before it. All that was open had begun after the gap was seen, and in a busy shop something always is.",
              received: { marks: shop.returned },
            }
          : shop.missed(),
    };
  }),
);

rule("records-what-it-passes", async ({ attack }) => {
  const rolledBack = (world: World<Exercise>): Promised => {
    const shop = openShop(world, [{ id: "order-0" }]);
    world.process(
      "shop",
      async (me) => {
        await shop.order(me, "order-1", "rollback");
        await shop.order(me, "order-2");
      },
      { restarts: false, mayFail: true },
    );
    world.process("daemon", async (me) => {
      const daemon = shop.daemon(me);
      for (let look = 0; look < 4; look += 1) {
        await world.clock.for(me).sleep(10_000);
        // The connection may be lost: then it looks again later.
        await shop.look(me, daemon).catch(rethrowUnlessLost);
      }
    });
    return { atTheEnd: () => shop.silent() ?? shop.stuck() };
  };
  await attack(rolledBack, { faults: { crashes: 1 } });
  await attack(rolledBack, { faults: { timeouts: 1 } });
  // What was open at one look and committed before the next is no dead gap.
  await attack(twoOrders([], 1, (shop) => shop.silent()));
  // The first three are deleted long ago, and two more in the middle.
  await attack((world) => {
    const shop = openShop(world, [
      { id: "order-4", position: 4 },
      { id: "order-7", position: 7 },
      { id: "order-8", position: 8 },
    ]);
    world.process("daemon", (me) => watch(world, shop, me, { busy: 0, quiet: 4 }));
    return { atTheEnd: () => shop.silent() ?? shop.stuck() };
  });
});

rule("never-goes-back", async ({ attack }) => {
  await attack((world) => {
    const shop = openShop(world, [{ id: "order-0" }]);
    for (const name of ["1", "2"])
      world.process(
        `daemon ${name}`,
        async (me) => void (await shop.look(me, shop.daemon(me)).catch(rethrowUnlessLost)),
      );
    world.process("shop", (me) => shop.database.for(me).insert("events", { id: "order-1" }), { restarts: false });
    return {
      atTheEnd() {
        const highest = Math.max(0, ...shop.returned);
        if (shop.mark() >= highest) return undefined;
        return {
          happened: `A daemon had moved the mark to ${String(highest)}, and the other one has put it back to ${String(shop.mark())}.`,
          expected: highest,
          received: shop.mark(),
        };
      },
    };
  });
  // Both find the same dead gap.
  await attack((world) => {
    const shop = openShop(world, [{ id: "order-2", position: 2 }]);
    for (const name of ["1", "2"])
      world.process(`daemon ${name}`, async (me) => {
        const daemon = shop.daemon(me);
        await shop.look(me, daemon).catch(rethrowUnlessLost);
        await world.clock.for(me).sleep(10_000);
        if (name === "1") await shop.look(me, daemon).catch(rethrowUnlessLost);
      });
    return { atTheEnd: () => shop.silent() };
  });
});

/** What the database refuses or loses now, it may do at the next look. Any other error is the code's own. */
function rethrowUnlessLost(error: unknown): void {
  const codes: readonly string[] = ["08006", "40001", "40P01"];
  if (!(error instanceof DatabaseError) || !codes.includes(error.code)) throw error;
}
