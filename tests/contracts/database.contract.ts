/* oxlint-disable vitest/no-standalone-expect -- every case is run within a test: see `contract` */
import { expect } from "vitest";
import type { Database } from "../../src/kit/index.ts";
import { contract } from "./contract.ts";

/** The tables that the subject must have, empty at first. */
export interface ContractTables {
  /** Key `id`; unique `email`. */
  customers: { readonly id: string; readonly email?: string | null; readonly points?: number; readonly since?: Date };
  /** Key `id`; the database numbers `position`. */
  outbox: { readonly id: string; readonly position: number; readonly status?: string };
}

/** Connections to one database: each call opens another session. */
export interface DatabaseUnderContract {
  connect(): Database<ContractTables>;
}

const failsWith = (code: string): unknown => expect.objectContaining({ code });

/** What a relational database promises to programs that use it at the same time. */
export const databaseContract = contract<DatabaseUnderContract>("a database", {
  "keeps what was inserted, and hands out copies": async ({ subject }) => {
    const database = subject.connect();
    await database.insert("customers", { id: "ann", points: 1 });
    const [row] = await database.select("customers", { where: { id: "ann" } });
    Reflect.set(row ?? {}, "points", 99);
    expect(await database.select("customers", { where: { points: { gte: 1 } } })).toMatchObject([
      { id: "ann", points: 1 },
    ]);
  },
  "keeps dates as dates, and compares them": async ({ subject }) => {
    const database = subject.connect();
    const [early, late] = [new Date("2026-01-01T00:00:00Z"), new Date("2026-02-01T00:00:00Z")];
    await database.insert("customers", { id: "ann", since: early });
    await database.insert("customers", { id: "bob", since: late });
    const rows = await database.select("customers", { where: { since: { gt: early } } });
    expect(rows).toMatchObject([{ id: "bob", since: late }]);
    expect(rows[0]?.since).toBeInstanceOf(Date);
    expect(await database.select("customers", { where: { since: early } })).toHaveLength(1);
    expect((await database.select("customers", { orderBy: ["-since"] })).map(({ id }) => id)).toEqual(["bob", "ann"]);
  },
  "selects in the order and number that was asked for": async ({ subject }) => {
    const database = subject.connect();
    for (const [id, points] of [
      ["a", 2],
      ["b", 3],
      ["c", 1],
    ] as const)
      await database.insert("customers", { id, points });
    const rows = await database.select("customers", { orderBy: ["-points"], limit: 2 });
    expect(rows.map(({ id }) => id)).toEqual(["b", "a"]);
    expect(await database.select("customers", { where: { id: { in: ["a", "c"] }, points: { ne: 2 } } })).toMatchObject([
      { id: "c" },
    ]);
  },
  "updates and deletes what matches, and says how much": async ({ subject }) => {
    const database = subject.connect();
    await database.insert("customers", { id: "ann", points: 1 });
    expect(await database.update("customers", { points: { increment: 4 } }, { id: "ann" })).toBe(1);
    expect(await database.update("customers", { points: 0 }, { id: "bob" })).toBe(0);
    expect(await database.select("customers")).toMatchObject([{ points: 5 }]);
    expect(await database.delete("customers", { points: 5 })).toBe(1);
    expect(await database.select("customers")).toEqual([]);
  },
  "refuses a value that must be unique, and lets null repeat": async ({ subject }) => {
    const database = subject.connect();
    await database.insert("customers", { id: "ann", email: "a@shop.example" });
    await expect(database.insert("customers", { id: "ann" })).rejects.toEqual(failsWith("23505"));
    await expect(database.insert("customers", { id: "bob", email: "a@shop.example" })).rejects.toEqual(
      failsWith("23505"),
    );
    await database.insert("customers", { id: "cat", email: null });
    await database.insert("customers", { id: "dan", email: null });
    expect(await database.insert("customers", { id: "ann" }, { ifNew: true })).toBeUndefined();
    expect(await database.select("customers")).toHaveLength(3);
  },
  "shows nothing of a transaction before its commit, and all of it after": async ({ subject }) => {
    const [one, other] = [subject.connect(), subject.connect()];
    const tx = await one.begin();
    await tx.insert("customers", { id: "ann" });
    await tx.insert("customers", { id: "bob" });
    expect(await tx.select("customers")).toHaveLength(2);
    expect(await other.select("customers")).toEqual([]);
    await tx.commit();
    expect(await other.select("customers")).toHaveLength(2);
  },
  "takes everything back at a rollback": async ({ subject }) => {
    const database = subject.connect();
    await database.insert("customers", { id: "ann", points: 1 });
    await expect(
      database.transaction(async (tx) => {
        await tx.update("customers", { points: 9 }, { id: "ann" });
        await tx.insert("customers", { id: "bob" });
        throw new RangeError("changed its mind");
      }),
    ).rejects.toBeInstanceOf(RangeError);
    expect(await database.select("customers")).toMatchObject([{ id: "ann", points: 1 }]);
  },
  "ignores everything in a transaction after an error, until it is rolled back": async ({ subject }) => {
    const database = subject.connect();
    await database.insert("customers", { id: "ann" });
    const tx = await database.begin();
    await tx.insert("customers", { id: "bob" });
    await expect(tx.insert("customers", { id: "ann" })).rejects.toEqual(failsWith("23505"));
    await expect(tx.select("customers")).rejects.toEqual(failsWith("25P02"));
    await tx.commit();
    expect(await database.select("customers")).toHaveLength(1);
  },
  "read committed: each statement sees what is committed by then": async ({ subject }) => {
    const [one, other] = [subject.connect(), subject.connect()];
    const tx = await one.begin();
    expect(await tx.select("customers")).toEqual([]);
    await other.insert("customers", { id: "ann" });
    expect(await tx.select("customers")).toHaveLength(1);
    await tx.rollback();
  },
  "repeatable read: all statements see what was committed at the first": async ({ subject }) => {
    const [one, other] = [subject.connect(), subject.connect()];
    await other.insert("customers", { id: "ann", points: 1 });
    const tx = await one.begin({ isolation: "repeatable read" });
    expect(await tx.select("customers")).toHaveLength(1);
    await other.insert("customers", { id: "bob" });
    await other.update("customers", { points: 2 }, { id: "ann" });
    expect(await tx.select("customers")).toMatchObject([{ id: "ann", points: 1 }]);
    await expect(tx.update("customers", { points: { increment: 1 } }, { id: "ann" })).rejects.toEqual(
      failsWith("40001"),
    );
    await tx.rollback();
  },
  "repeatable read: a row that it cannot see still cannot be inserted again": async ({ subject }) => {
    const [one, other] = [subject.connect(), subject.connect()];
    for (const ifNew of [true, false]) {
      const tx = await one.begin({ isolation: "repeatable read" });
      await tx.select("customers");
      const id = `ann ${String(ifNew)}`;
      await other.insert("customers", { id });
      const insert = ifNew ? tx.insert("customers", { id }, { ifNew }) : tx.insert("customers", { id });
      await expect(insert).rejects.toEqual(failsWith(ifNew ? "40001" : "23505"));
      await tx.rollback();
    }
  },
  "refuses an update that would repeat a unique value": async ({ subject }) => {
    const database = subject.connect();
    await database.insert("customers", { id: "ann", email: "a@shop.example" });
    await database.insert("customers", { id: "bob", email: "b@shop.example" });
    await expect(database.update("customers", { email: "a@shop.example" }, { id: "bob" })).rejects.toEqual(
      failsWith("23505"),
    );
    expect(await database.update("customers", { email: "a@shop.example", points: 1 }, { id: "ann" })).toBe(1);
  },
  "makes a second writer of a row wait for the first, and then see what it did": async ({ subject, isWaiting }) => {
    const [one, other] = [subject.connect(), subject.connect()];
    await one.insert("customers", { id: "ann", points: 1 });
    const tx = await one.begin();
    await tx.update("customers", { points: { increment: 1 } }, { id: "ann" });
    const second = other.update("customers", { points: { increment: 1 } }, { id: "ann" });
    expect(await isWaiting(second)).toBe(true);
    await tx.commit();
    expect(await second).toBe(1);
    expect(await one.select("customers")).toMatchObject([{ points: 3 }]);
  },
  "makes a second insert of one key wait, and fail if the first commits": async ({ subject, isWaiting }) => {
    const [one, other] = [subject.connect(), subject.connect()];
    const tx = await one.begin();
    await tx.insert("customers", { id: "ann" });
    const second = other.insert("customers", { id: "ann" }).then(
      () => "inserted",
      (error: unknown) => Reflect.get(error as object, "code") as unknown,
    );
    expect(await isWaiting(second)).toBe(true);
    await tx.commit();
    expect(await second).toBe("23505");
  },
  "makes a second insert of one key wait, and go on if the first is rolled back": async ({ subject, isWaiting }) => {
    const [one, other] = [subject.connect(), subject.connect()];
    const tx = await one.begin();
    await tx.insert("customers", { id: "ann" });
    const second = other.insert("customers", { id: "ann" }, { ifNew: true });
    expect(await isWaiting(second)).toBe(true);
    await tx.rollback();
    expect(await second).toMatchObject({ id: "ann" });
  },
  "locks rows for update, and skips locked ones when told": async ({ subject, isWaiting }) => {
    const [one, other] = [subject.connect(), subject.connect()];
    for (const id of ["m1", "m2", "m3"]) await one.insert("outbox", { id });
    const first = await one.begin();
    const second = await other.begin();
    const batch = { orderBy: ["position"], limit: 1, forUpdate: true } as const;
    expect(await first.select("outbox", batch)).toMatchObject([{ id: "m1" }]);
    expect(await second.select("outbox", { ...batch, skipLocked: true })).toMatchObject([{ id: "m2" }]);
    const third = subject.connect().select("outbox", { where: { id: "m1" }, forUpdate: true });
    expect(await isWaiting(third)).toBe(true);
    expect(await subject.connect().select("outbox", { where: { id: "m1" } })).toHaveLength(1);
    await first.commit();
    expect(await third).toHaveLength(1);
    await second.commit();
  },
  "numbers rows at the insert: what is rolled back leaves a gap": async ({ subject }) => {
    const [one, other] = [subject.connect(), subject.connect()];
    const tx = await one.begin();
    const early = await tx.insert("outbox", { id: "early" });
    const late = await other.insert("outbox", { id: "late" });
    expect(late.position).toBeGreaterThan(early.position);
    expect(await other.select("outbox", { where: { position: { lte: late.position } } })).toHaveLength(1);
    await tx.rollback();
    const next = await other.insert("outbox", { id: "next" });
    expect(next.position).toBeGreaterThan(late.position);
    expect((await other.select("outbox", { orderBy: ["position"] })).map(({ id }) => id)).toEqual(["late", "next"]);
  },
  "ends a deadlock by refusing one of the two": async ({ subject }) => {
    const [one, other] = [await subject.connect().begin(), await subject.connect().begin()];
    await subject.connect().insert("customers", { id: "ann" });
    await subject.connect().insert("customers", { id: "bob" });
    await one.update("customers", { points: 1 }, { id: "ann" });
    await other.update("customers", { points: 2 }, { id: "bob" });
    const attempt = async (tx: typeof one, id: string): Promise<unknown> => {
      try {
        await tx.update("customers", { points: 3 }, { id });
        await tx.commit();
        return "committed";
      } catch (error) {
        await tx.rollback();
        return Reflect.get(error as object, "code");
      }
    };
    const ends = await Promise.all([attempt(one, "bob"), attempt(other, "ann")]);
    expect(new Set(ends)).toEqual(new Set(["40P01", "committed"]));
  },
  "tells a transaction its id, and the oldest that may still be open": async ({ subject }) => {
    const [one, other] = [subject.connect(), subject.connect()];
    const first = await one.begin();
    const mine = await first.ids();
    const second = await other.begin();
    const theirs = await second.ids();
    expect(theirs.current).toBeGreaterThan(mine.current);
    expect(theirs.xmin).toBe(mine.current);
    await first.commit();
    expect((await second.ids()).xmin).toBe(theirs.current);
    await second.rollback();
  },
});
