/* oxlint-disable vitest/no-standalone-expect -- every case is run within a test: see `contract` */
import { expect } from "vitest";
import { contract } from "./contract.ts";
import type { DatabaseUnderContract } from "./database.contract.ts";

const ids = (rows: readonly { readonly id: string }[]): readonly string[] => rows.map(({ id }) => id);

/** What a relational database makes of null, and how it numbers rows and transactions. */
export const valuesContract = contract<DatabaseUnderContract>("the values of a database", {
  "null is not unequal to anything": async ({ subject }) => {
    const database = subject.connect();
    await database.insert("customers", { id: "ann" });
    await database.insert("customers", { id: "bob", points: 3 });
    expect(ids(await database.select("customers", { where: { points: { ne: 2 } } }))).toEqual(["bob"]);
  },
  "null comes last, and first when the order is turned round": async ({ subject }) => {
    const database = subject.connect();
    await database.insert("customers", { id: "ann" });
    await database.insert("customers", { id: "bob", points: 3 });
    expect(ids(await database.select("customers", { orderBy: ["points"] }))).toEqual(["bob", "ann"]);
    expect(ids(await database.select("customers", { orderBy: ["-points"] }))).toEqual(["ann", "bob"]);
  },
  "null and one more is null": async ({ subject }) => {
    const database = subject.connect();
    await database.insert("customers", { id: "ann" });
    await database.update("customers", { points: { increment: 1 } }, { id: "ann" });
    const [row] = await database.select("customers");
    expect(row?.points ?? null).toBeNull();
  },
  "an insert that finds its key taken has used up a number": async ({ subject }) => {
    const database = subject.connect();
    const first = await database.insert("outbox", { id: "m1" });
    await database.insert("outbox", { id: "m1" }, { ifNew: true });
    const next = await database.insert("outbox", { id: "m2" });
    expect(next.position - first.position).toBe(2);
  },
  "a transaction that only reads has no id that others would see": async ({ subject }) => {
    const [one, other] = [subject.connect(), subject.connect()];
    const reading = await one.begin();
    await reading.select("customers");
    const writing = await other.begin();
    const { current, xmin } = await writing.ids();
    expect(xmin).toBe(current);
    await writing.rollback();
    await reading.rollback();
  },
  "the id of a transaction that was rolled back counts as finished": async ({ subject }) => {
    const [one, other] = [subject.connect(), subject.connect()];
    const first = await one.begin();
    const { current } = await first.ids();
    await first.rollback();
    const second = await other.begin();
    expect((await second.ids()).xmin).toBeGreaterThan(current);
    await second.rollback();
  },
  "repeatable read: what was open at the first statement stays open": async ({ subject }) => {
    const [one, other] = [subject.connect(), subject.connect()];
    const first = await one.begin();
    const { current } = await first.ids();
    const second = await other.begin({ isolation: "repeatable read" });
    expect((await second.ids()).xmin).toBe(current);
    await first.commit();
    expect((await second.ids()).xmin).toBe(current);
    await second.rollback();
  },
});
