import { describe, expect, test } from "vitest";
import type { AttackOptions, Scene } from "../../harness/world/explore-program.ts";
import { sayExplored } from "../../harness/world/explorer/explored.ts";
import type { Database, Isolation, OpenTransaction } from "../../src/kit/index.ts";
import { explore, story } from "./support/explore.ts";

interface Tables {
  outbox: { readonly id: string; readonly status: string; readonly due?: Date; readonly attempts?: number };
}

const endOf = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.catch((error: unknown) => Reflect.get(error as object, "code") as unknown);

/** All that a reader can get beside a writer, as far as a search goes. */
async function ends(
  write: (database: Database<Tables>) => Promise<unknown>,
  read: (database: Database<Tables>) => Promise<unknown>,
  options: AttackOptions,
): Promise<ReadonlySet<string>> {
  const seen = new Set<string>();
  const scene: Scene<unknown> = (world) => {
    const database = world.database<Tables>("database", { tables: { outbox: {} } });
    database.fill("outbox", [{ id: "m1", status: "pending" }]);
    let got: unknown;
    world.process("writer", (me) => write(database.for(me)));
    world.process("reader", async (me) => void (got = await endOf(read(database.for(me)))));
    return { atTheEnd: () => void seen.add(JSON.stringify(got)) };
  };
  expect(await explore(scene, options)).toMatchObject({ kind: "held", explored: { complete: true } });
  return seen;
}

const touchAndAdd = async (database: Database<Tables>): Promise<void> => {
  const transaction = await database.begin();
  await transaction.update("outbox", { status: "pending" }, { id: "m1" });
  await transaction.insert("outbox", { id: "m2", status: "pending" });
  await transaction.commit();
};

const lockPending = async (database: Database<Tables>): Promise<readonly string[]> => {
  const rows = await database.select("outbox", { where: { status: "pending" }, forUpdate: true });
  return rows.map(({ id }) => id);
};

const bothWays = [{ prune: false }, { prune: true }] as const;

describe.each(bothWays)("a statement that waits (%o)", (options) => {
  test("begins before or after the commit that it waits for, and finds what was there then", async () => {
    expect(await ends(touchAndAdd, lockPending, options)).toEqual(new Set(['["m1"]', '["m1","m2"]']));
  });

  test("does not find what commits by itself while it waits", async () => {
    const lockAndAdd = async (database: Database<Tables>): Promise<void> => {
      const transaction = await database.begin();
      await transaction.update("outbox", { status: "sent" }, { id: "m1" });
      await database.insert("outbox", { id: "m2", status: "pending" });
      await transaction.commit();
    };
    // Before, while it waits, and after.
    expect(await ends(lockAndAdd, lockPending, options)).toEqual(new Set(['["m1"]', "[]", '["m2"]']));
  });

  test("changes only the rows that it found when it began", async () => {
    const markPending = (database: Database<Tables>): Promise<number> =>
      database.update("outbox", { status: "sent" }, { status: "pending" });
    expect(await ends(touchAndAdd, markPending, options)).toEqual(new Set(["1", "2"]));
  });

  test("under repeatable read, sees what was committed when it began, and meets what has changed since", async () => {
    const lockUnder = (isolation: Isolation) => (database: Database<Tables>) =>
      database.transaction(
        async (transaction) =>
          (await transaction.select("outbox", { where: { status: "pending" }, forUpdate: true })).length,
        { isolation },
      );
    expect(await ends(touchAndAdd, lockUnder("repeatable read"), options)).toEqual(new Set(["1", "2", '"40001"']));
    expect(await ends(touchAndAdd, lockUnder("read committed"), options)).toEqual(new Set(["1", "2"]));
  });
});

test("a crash that ends a transaction shows to whoever asks which are open, pruned or not", async () => {
  const oldest = async (prune: boolean): Promise<ReadonlySet<string>> => {
    const seen = new Set<string>();
    const scene: Scene<unknown> = (world) => {
      const database = world.database<Tables>("database", { tables: { outbox: {} }, transactionIds: true });
      const told: string[] = [];
      const ask = async (transaction: OpenTransaction<Tables>): Promise<void> => {
        const { current, xmin } = await transaction.ids();
        told.push(`${String(current)} ${String(xmin)}`);
      };
      const writer = world.process(
        "writer",
        async (me) => {
          const transaction = await database.for(me).begin();
          await transaction.ids();
          await transaction.select("outbox");
          await transaction.rollback();
        },
        { restarts: false },
      );
      world.process("reader", async (me) => {
        for (let turn = 0; turn < 2; turn += 1) await ask(await database.for(me).begin());
      });
      return { atTheEnd: () => void seen.add(JSON.stringify([told, writer.lives])) };
    };
    await explore(scene, { faults: { crashes: 1 }, prune });
    return seen;
  };
  expect(await oldest(true)).toEqual(await oldest(false));
});

test("waiting is a step of its own only where it makes a difference", async () => {
  const locking = (transaction: OpenTransaction<Tables>): Promise<unknown> =>
    transaction.select("outbox", { forUpdate: true });
  const scene: Scene<unknown> = (world) => {
    const database = world.database<Tables>("database", { tables: { outbox: {} } });
    database.fill("outbox", [{ id: "m1", status: "pending" }]);
    for (const name of ["a", "b"])
      world.process(name, async (me) => {
        const transaction = await database.for(me).begin();
        await locking(transaction);
        await transaction.commit();
      });
    return {};
  };
  // One after the other: whoever comes second waits.
  expect(await explore(scene, { prune: false })).toMatchObject({ explored: { complete: true, schedules: 2 } });
});

test("a timeline says who has to wait, and when that one goes on", async () => {
  const scene: Scene<unknown> = (world) => {
    const database = world.database<Tables>("database", { tables: { outbox: {} } });
    database.fill("outbox", [{ id: "m1", status: "pending" }]);
    world.process("writer", (me) => touchAndAdd(database.for(me)));
    world.process("marker", (me) => database.for(me).update("outbox", { status: "sent" }, { status: "pending" }));
    return {
      atTheEnd() {
        const ends = database.rows("outbox").map(({ status }) => status);
        return ends.join() === "sent,pending" ? { happened: "Only one of the two was marked." } : undefined;
      },
    };
  };
  expect(story(await explore(scene))).toMatchInlineSnapshot(`
    [
      "writer -> database: update outbox: status = pending where id = m1: 1 row",
      "writer -> database: insert m2 into outbox: done",
      "marker -> database: wait to update outbox: status = sent where status = pending",
      "writer -> database: commit: done",
      "marker -> database: go on to update outbox: status = sent where status = pending: 1 row",
      "marker: broken: Only one of the two was marked.",
      "0 faults, 3 switches, 5 steps",
    ]
  `);
});

test("a timeline says conditions in words, and points in time in UTC wherever it runs", async () => {
  const zone = process.env["TZ"];
  process.env["TZ"] = "America/New_York";
  try {
    const due = new Date("2026-01-15T09:00:10.000Z");
    const nextDay = new Date("2026-01-16T09:00:00.000Z");
    const scene: Scene<unknown> = (world) => {
      const database = world.database<Tables>("database", { tables: { outbox: {} } });
      world.process("relay", async (me) => {
        const { select, update } = database.for(me);
        await select("outbox", { where: { due: { gte: due, lt: nextDay } } });
        await select("outbox", { where: { due: { gt: due, lte: nextDay }, id: { in: ["m1", "m2"] } } });
        await select("outbox", { where: { attempts: { gte: 1, lt: 3 }, status: { ne: "sent" } } });
        await select("outbox", { where: { attempts: { gt: 1, lte: 3 }, id: { in: [] } } });
        await update("outbox", { due, attempts: { increment: 1 } }, { due });
      });
      return { atTheEnd: () => ({ happened: "It is over." }) };
    };
    expect(story(await explore(scene))).toMatchInlineSnapshot(`
      [
        "relay -> database: select from outbox where due not before 09:00:10.000, due before 2026-01-16 09:00:00.000: no rows",
        "relay -> database: select from outbox where due after 09:00:10.000, due not after 2026-01-16 09:00:00.000, id is m1 o …",
        "relay -> database: select from outbox where attempts at least 1, attempts below 3, status is not sent: no rows",
        "relay -> database: select from outbox where attempts above 1, attempts at most 3, id is nothing: no rows",
        "relay -> database: update outbox: due = 09:00:10.000, attempts + 1 where due = 09:00:10.000: 0 rows",
        "relay: broken: It is over.",
        "0 faults, 0 switches, 5 steps",
      ]
    `);
  } finally {
    if (zone === undefined) delete process.env["TZ"];
    else process.env["TZ"] = zone;
  }
});

test("one schedule is not said to be several", () => {
  const one = { schedules: 1, complete: false, steps: 7 };
  expect(sayExplored(one)).toBe("1 schedule");
  expect(sayExplored({ ...one, seed: 42 })).toBe("1 schedule, seed 42");
  expect(sayExplored({ ...one, about: 300 })).toBe("1 of about 300 schedules");
});
