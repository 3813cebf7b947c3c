/* oxlint-disable vitest/no-standalone-expect -- every case is run within a test: see `contract` */
import { expect } from "vitest";
import { contract } from "./contract.ts";
import type { DatabaseUnderContract } from "./database.contract.ts";

/** How an attempt ended: what it gave, or the code of its error. */
const endOf = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    (value) => value ?? "nothing",
    (error: unknown) => Reflect.get(error as object, "code") as unknown,
  );

const ids = (rows: readonly { readonly id: string }[]): readonly string[] => rows.map(({ id }) => id);

/** What statements of a relational database do that had to wait for someone, or that come too late. */
export const waitingContract = contract<DatabaseUnderContract>("a database whose statements wait for each other", {
  "a locking select looks at its condition again after it has waited": async ({ subject, isWaiting }) => {
    const [one, other] = [subject.connect(), subject.connect()];
    await one.insert("outbox", { id: "m1", status: "pending" });
    const tx = await one.begin();
    await tx.update("outbox", { status: "sent" }, { id: "m1" });
    const second = other.select("outbox", { where: { status: "pending" }, forUpdate: true });
    expect(await isWaiting(second)).toBe(true);
    await tx.commit();
    expect(await second).toEqual([]);
  },
  "an update looks at its condition again after it has waited": async ({ subject, isWaiting }) => {
    const [one, other] = [subject.connect(), subject.connect()];
    await one.insert("outbox", { id: "m1", status: "pending" });
    const tx = await one.begin();
    await tx.update("outbox", { status: "sent" }, { id: "m1" });
    const second = other.update("outbox", { status: "taken" }, { status: "pending" });
    expect(await isWaiting(second)).toBe(true);
    await tx.commit();
    expect(await second).toBe(0);
  },
  "a locking select that loses its row takes the next one": async ({ subject, isWaiting }) => {
    const [one, other] = [subject.connect(), subject.connect()];
    for (const id of ["m1", "m2"]) await one.insert("outbox", { id, status: "pending" });
    const tx = await one.begin();
    await tx.update("outbox", { status: "sent" }, { id: "m1" });
    const first = { where: { status: "pending" }, orderBy: ["position"], limit: 1, forUpdate: true } as const;
    const second = other.select("outbox", first);
    expect(await isWaiting(second)).toBe(true);
    await tx.commit();
    expect(ids(await second)).toEqual(["m2"]);
  },
  "a locking select does not see what was inserted while it waited": async ({ subject, isWaiting }) => {
    const [one, other] = [subject.connect(), subject.connect()];
    await one.insert("outbox", { id: "m1", status: "pending" });
    const tx = await one.begin();
    await tx.update("outbox", { status: "pending" }, { id: "m1" });
    await tx.insert("outbox", { id: "m2", status: "pending" });
    const second = other.select("outbox", { where: { status: "pending" }, orderBy: ["position"], forUpdate: true });
    expect(await isWaiting(second)).toBe(true);
    await tx.commit();
    expect(ids(await second)).toEqual(["m1"]);
  },
  "skip locked leaves out what an open transaction has changed": async ({ subject }) => {
    const [one, other] = [subject.connect(), subject.connect()];
    for (const id of ["m1", "m2"]) await one.insert("outbox", { id, status: "pending" });
    const tx = await one.begin();
    await tx.update("outbox", { status: "sent" }, { id: "m1" });
    const free = await other.select("outbox", { where: { status: "pending" }, forUpdate: true, skipLocked: true });
    expect(ids(free)).toEqual(["m2"]);
    await tx.rollback();
  },
  "an insert waits for an open delete of its key": async ({ subject, isWaiting }) => {
    const [one, other] = [subject.connect(), subject.connect()];
    await one.insert("customers", { id: "ann" });
    const tx = await one.begin();
    await tx.delete("customers", { id: "ann" });
    expect(await tx.select("customers")).toEqual([]);
    const second = other.insert("customers", { id: "ann" });
    expect(await isWaiting(second)).toBe(true);
    await tx.commit();
    expect(await second).toMatchObject({ id: "ann" });
  },
  "an insert of what is new finds that it is not, once the other has committed": async ({ subject, isWaiting }) => {
    const [one, other] = [subject.connect(), subject.connect()];
    const tx = await one.begin();
    await tx.insert("customers", { id: "ann" });
    const second = other.insert("customers", { id: "ann" }, { ifNew: true });
    expect(await isWaiting(second)).toBe(true);
    await tx.commit();
    expect(await second).toBeUndefined();
  },
  "an update to a unique value waits for an open update to the same": async ({ subject, isWaiting }) => {
    const [one, other] = [subject.connect(), subject.connect()];
    await one.insert("customers", { id: "ann", email: "a@shop.example" });
    await one.insert("customers", { id: "bob", email: "b@shop.example" });
    const tx = await one.begin();
    await tx.update("customers", { email: "c@shop.example" }, { id: "ann" });
    const second = endOf(other.update("customers", { email: "c@shop.example" }, { id: "bob" }));
    expect(await isWaiting(second)).toBe(true);
    await tx.commit();
    expect(await second).toBe("23505");
  },
  "repeatable read: cannot lock a row that was changed since": async ({ subject }) => {
    const [one, other] = [subject.connect(), subject.connect()];
    await one.insert("customers", { id: "ann", points: 1 });
    const tx = await one.begin({ isolation: "repeatable read" });
    await tx.select("customers");
    await other.update("customers", { points: 2 }, { id: "ann" });
    expect(await endOf(tx.select("customers", { where: { id: "ann" }, forUpdate: true }))).toBe("40001");
    await tx.rollback();
  },
  "repeatable read: a key that was taken since is a conflict, or a failure to serialise": async ({ subject }) => {
    const [one, other] = [subject.connect(), subject.connect()];
    const [plain, ifNew] = [
      await one.begin({ isolation: "repeatable read" }),
      await one.begin({ isolation: "repeatable read" }),
    ];
    for (const tx of [plain, ifNew]) await tx.select("customers");
    await other.insert("customers", { id: "ann" });
    expect(await endOf(plain.insert("customers", { id: "ann" }))).toBe("23505");
    expect(await endOf(ifNew.insert("customers", { id: "ann" }, { ifNew: true }))).toBe("40001");
    for (const tx of [plain, ifNew]) await tx.rollback();
  },
  "repeatable read: two can each change what the other has read": async ({ subject }) => {
    const [one, other] = [subject.connect(), subject.connect()];
    for (const id of ["ann", "bob"]) await one.insert("customers", { id, points: 1 });
    const [x, y] = [
      await one.begin({ isolation: "repeatable read" }),
      await other.begin({ isolation: "repeatable read" }),
    ];
    for (const tx of [x, y]) await tx.select("customers");
    await x.update("customers", { points: 0 }, { id: "ann" });
    await y.update("customers", { points: 0 }, { id: "bob" });
    for (const tx of [x, y]) await tx.commit();
    expect(await one.select("customers", { where: { points: 0 } })).toHaveLength(2);
  },
});
