import * as exercise from "#exercise/10-catch-up/3-safe-poller";
import { rulesFor, type Broken, type Me, type Promised, type World } from "#spec";
import type { LoggedEvent, OpenTransaction, Poll, PollerTables, SafePoller } from "eventlings";

const rule = rulesFor("catch-up/safe-poller", exercise);

type Exercise = typeof exercise;
type Shop = ReturnType<typeof openShop>;

/** A row that was there before anyone started: all ids of running transactions are above 100. */
const old = (transactionId: bigint, position: number, streamId = `old-${String(position)}`, streamPosition = 1) => ({
  id: `${streamId}/${String(streamPosition)}`,
  streamId,
  streamPosition,
  transactionId,
  position,
});

/** Such a row, whose position comes from the sequence, as those of the run do. */
function oldOrder(transactionId: bigint, streamId: string): Partial<LoggedEvent> {
  const { position: _, ...row } = old(transactionId, 0, streamId);
  return row;
}

/** A database with a log, and a reader that stores what it got together with the cursor. */
function openShop(world: World<Exercise>, stored: readonly Partial<LoggedEvent>[] = []) {
  const database = world.database<PollerTables>("database", {
    tables: { events: { sequence: "position", unique: [["streamId", "streamPosition"]] } },
    transactionIds: true,
  });
  database.fill("events", stored);
  const got: string[] = [];
  let cursor: string | undefined;

  return {
    database,
    got,
    polls: [] as Poll[],

    poller: (me: Me<Exercise>): SafePoller => me.exercise.createSafePoller({ database: database.for(me) }),

    /** One look, and one step that stores its events and its cursor together. */
    async poll(me: Me<Exercise>, poller: SafePoller, limit = 10): Promise<Poll> {
      const poll = await poller.poll(cursor, limit);
      await me.ask<void>({
        lane: "read model",
        direction: "call",
        reads: 0,
        writes: 0,
        durable: true,
        perform: () => {
          got.push(...poll.events.map(({ id }) => id));
          cursor = poll.cursor;
          this.polls.push(poll);
        },
        what: () => `store ${poll.events.map(({ id }) => id).join(", ") || "nothing"}, cursor ${poll.cursor}`,
      });
      return poll;
    },

    missed(): Broken | undefined {
      const lost = database.rows("events").find(({ id }) => !got.includes(id));
      if (lost === undefined) return undefined;
      return {
        happened: `${lost.id} is committed (transaction ${String(lost.transactionId)}, position ${String(lost.position)}), all transactions are over, and no poll delivers it.`,
        received: got,
      };
    },

    repeated(): Broken | undefined {
      const twice = got.find((id, at) => got.indexOf(id) !== at);
      return twice === undefined ? undefined : { happened: `${twice} was delivered twice.`, received: got };
    },

    inverted(): Broken | undefined {
      const last = new Map<string, number>();
      for (const id of got) {
        const [stream = "", number = "0"] = id.split("/");
        const before = last.get(stream) ?? 0;
        if (Number(number) < before)
          return {
            happened: `${stream} has an event at ${number} and one at ${String(before)}, and the view got them the other way round.`,
            received: got,
          };
        last.set(stream, Number(number));
      }
      return undefined;
    },
  };
}

/** Appends an event to a stream, within a transaction: it has seen what the stream had before. */
async function append(transaction: OpenTransaction<PollerTables>, streamId: string): Promise<void> {
  const [last] = await transaction.select("events", {
    where: { streamId },
    orderBy: ["-streamPosition"],
    limit: 1,
  });
  const streamPosition = (last?.streamPosition ?? 0) + 1;
  const { current } = await transaction.ids();
  await transaction.insert("events", {
    id: `${streamId}/${String(streamPosition)}`,
    streamId,
    streamPosition,
    transactionId: current,
  });
}

/** Looks at any moment, among whatever the others do; then some more when all is quiet. */
async function follow(world: World<Exercise>, shop: Shop, me: Me<Exercise>, busy = 1): Promise<void> {
  const poller = shop.poller(me);
  for (let look = 0; look < busy; look += 1) await shop.poll(me, poller);
  for (let look = 0; look < 3; look += 1) {
    await world.clock.for(me).sleep(10_000);
    await shop.poll(me, poller);
  }
}

/** Customers order at once, in transactions of their own. */
const ordersAtOnce =
  (customers: readonly string[], check: (shop: Shop) => Broken | undefined) =>
  (world: World<Exercise>): Promised => {
    const shop = openShop(world, [oldOrder(7n, "old-1")]);
    for (const name of customers)
      world.process(
        `shop ${name}`,
        async (me) => {
          const transaction = await shop.database.for(me).begin();
          const { current } = await transaction.ids();
          await transaction.insert("events", {
            id: `order-${name}/1`,
            streamId: `order-${name}`,
            streamPosition: 1,
            transactionId: current,
          });
          await transaction.commit();
        },
        { restarts: false },
      );
    world.process("poller", (me) => follow(world, shop, me));
    return { atTheEnd: () => check(shop) };
  };

rule("misses-nothing", ({ attack }) => attack(ordersAtOnce(["1", "2"], (shop) => shop.missed())));

/** The order was placed by 12, and then 11, which had taken its id before, added two events. */
const early = [
  old(12n, 1, "order-1", 1),
  old(11n, 2, "order-1", 2),
  old(11n, 3, "order-1", 3),
  old(13n, 4, "order-2", 1),
  old(10n, 5, "order-2", 2),
];

rule("delivers-once", async ({ attack }) => {
  await attack(ordersAtOnce(["1"], (shop) => shop.repeated()));
  await attack(
    (world) => {
      const shop = openShop(world, [old(7n, 1), old(7n, 2), old(8n, 3)]);
      world.process("poller", async (me) => {
        for (let look = 0; look < 4; look += 1) await shop.poll(me, shop.poller(me), 2);
      });
      return { atTheEnd: () => shop.repeated() ?? shop.missed() };
    },
    { faults: { crashes: 1 } },
  );
});

/** Polls until nothing comes, each time with a module that was never used, as after a restart. */
async function pollAll(
  database: ReturnType<typeof openShop>["database"],
  me: Me<Exercise>,
  limit: number,
): Promise<readonly (readonly string[])[]> {
  const pages: string[][] = [];
  let cursor: string | undefined;
  for (let look = 0; look < 12; look += 1) {
    const poll = await me.exercise.createSafePoller({ database: database.for(me) }).poll(cursor, limit);
    pages.push(poll.events.map(({ id }) => id));
    cursor = poll.cursor;
  }
  return pages;
}

/** Old rows; a poller that reads them in small pages must get each of them once, in one order. */
const paged =
  (rows: readonly LoggedEvent[], limits: readonly number[], why: string) =>
  (world: World<Exercise>): Promised => {
    const { database } = openShop(world, rows);
    const seen: { readonly limit: number; readonly pages: readonly (readonly string[])[] }[] = [];
    world.process("poller", async (me) => {
      for (const limit of limits) seen.push({ limit, pages: await pollAll(database, me, limit) });
    });
    return {
      atTheEnd() {
        const all = seen[0]?.pages.flat() ?? [];
        for (const { limit, pages } of seen) {
          const tooLong = pages.find((page) => page.length > limit);
          if (tooLong !== undefined)
            return {
              happened: `A poll for at most ${String(limit)} events gave ${String(tooLong.length)}.`,
              received: tooLong,
            };
          const got = pages.flat();
          const missing = rows.find(({ id }) => !got.includes(id));
          if (missing !== undefined)
            return {
              happened: `Read ${String(limit)} at a time, with the cursor handed on, ${missing.id} (transaction ${String(missing.transactionId)}, position ${String(missing.position)}) never came. ${why}`,
              received: got,
            };
          const twice = got.find((id, at) => got.indexOf(id) !== at);
          if (twice !== undefined)
            return {
              happened: `Read ${String(limit)} at a time, with the cursor handed on, ${twice} came twice. ${why}`,
              received: got,
            };
          const inverted = rows.find(
            ({ id, streamId, streamPosition }) =>
              streamPosition > 1 && got.indexOf(id) < got.indexOf(`${streamId}/${String(streamPosition - 1)}`),
          );
          if (inverted !== undefined)
            return {
              happened: `Read ${String(limit)} at a time, ${inverted.id} came before the event that its stream has before it. ${why}`,
              received: got,
            };
          if (got.join() !== all.join())
            return {
              happened: `Read ${String(limit)} at a time, the events came in another order than ${String(limits[0])} at a time. ${why}`,
              expected: all,
              received: got,
            };
        }
        return undefined;
      },
    };
  };

rule("keeps-each-stream-in-order", async ({ attack }) => {
  // The import takes its id first and appends last: the lower id has the later event.
  await attack((world) => {
    const shop = openShop(world);
    world.process("shop", async (me) => {
      const database = shop.database.for(me);
      const early = await database.begin();
      await early.ids();
      const late = await database.begin();
      await append(late, "order-1");
      await late.commit();
      await append(early, "order-1");
      await early.commit();
    });
    world.process("poller", (me) => follow(world, shop, me));
    return { atTheEnd: () => shop.inverted() ?? shop.missed() };
  });
  // A third one has an id between the two, and is open for longer: a poll can fall between them.
  await attack((world) => {
    const shop = openShop(world);
    world.process("shop", async (me) => {
      const database = shop.database.for(me);
      const early = await database.begin();
      await early.ids();
      const between = await database.begin();
      await append(between, "order-2");
      const late = await database.begin();
      await append(late, "order-1");
      await late.commit();
      await append(early, "order-1");
      await early.commit();
      await between.commit();
    });
    world.process("poller", (me) => follow(world, shop, me));
    return { atTheEnd: () => shop.inverted() ?? shop.missed() };
  });
  // Long over, and read in small pages: a page can end between the two ids.
  await attack(
    paged(
      early,
      [10, 1, 2],
      "A transaction took its id early and appended late: ids alone say nothing about a stream's order.",
    ),
  );
});

rule("resumes-within-a-transaction", ({ attack }) =>
  attack(
    paged(
      [old(7n, 1), old(8n, 2, "order-1", 1), old(8n, 3, "order-1", 2), old(8n, 4, "order-2", 1), old(9n, 5)],
      [10, 1, 2, 3],
      "Transaction 8 wrote three events, and a page can end between two of them.",
    ),
  ),
);

rule("compares-as-pairs", async ({ attack }) => {
  const digits = "Ids and positions have as many digits as they have.";
  await attack(paged([old(9n, 1), old(10n, 2), old(99n, 3), old(100n, 4)], [10, 1], digits));
  await attack(paged([old(20n, 9), old(20n, 10), old(20n, 11), old(3n, 100)], [10, 1], digits));
  // A transaction with a low id can have a high position, and the other way round.
  await attack(
    paged(
      [old(9n, 5_000_000_000_000_001), old(9n, 5_000_000_000_000_002), old(10n, 3), old(11n, 12), old(11n, 2)],
      [10, 1, 2],
      "A transaction that began earlier can have the higher positions.",
    ),
  );
});

rule("tells-of-a-stall", ({ attack }) =>
  attack((world) => {
    const shop = openShop(world, [oldOrder(7n, "old-1"), oldOrder(7n, "old-2")]);
    const wrong: Broken[] = [];
    /** What was committed by then and has not come, although there was room for it, waits. */
    const hold = ({ events, stall }: Poll, limit: number, open: bigint | undefined): void => {
      const waiting = shop.database.rows("events").length - shop.got.length;
      if (open !== undefined && events.length === limit) return;
      const expected = open === undefined || waiting === 0 ? undefined : { events: waiting, behind: open };
      if (stall?.events === expected?.events && stall?.behind === expected?.behind) return;
      wrong.push({
        happened:
          expected === undefined
            ? "Nothing waits for a transaction, and the poller tells of a stall. What only the limit leaves out is not waiting for anyone."
            : `Transaction ${String(open)} has been open for hours, and ${String(waiting)} orders that were committed since wait behind it. The poller does not tell just that, so nobody can see why the views stand still.`,
        expected,
        received: stall,
      });
    };
    world.process("nightly report", async (me) => {
      const database = shop.database.for(me);
      const poller = shop.poller(me);
      const slow = await database.begin();
      const open = (await slow.ids()).current;
      for (const id of ["order-1", "order-2", "order-3"]) {
        const order = await database.begin();
        await append(order, id);
        await order.commit();
      }
      for (const limit of [3, 3]) hold(await shop.poll(me, poller, limit), limit, open);
      await slow.commit();
      for (const limit of [1, 5]) hold(await shop.poll(me, poller, limit), limit, undefined);
    });
    return { atTheEnd: () => wrong[0] ?? shop.missed() };
  }),
);
