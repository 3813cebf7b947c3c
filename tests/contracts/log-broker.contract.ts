/* oxlint-disable vitest/no-standalone-expect -- every case is run within a test: see `contract` */
import { expect } from "vitest";
import type { LogBroker, LogRecord } from "../../src/kit/index.ts";
import { contract } from "./contract.ts";

/** A log with two partitions: keys `even` and `odd` go to 0 and 1. Each connection is a process of its own. */
export interface LogUnderContract {
  connect(): LogBroker<number>;
}

const places = (records: readonly LogRecord<number>[]): readonly string[] =>
  records.map(({ partition, offset }) => `${String(partition)}@${offset}`);

async function fill(log: LogBroker<number>): Promise<void> {
  await log.send([
    { key: "even", value: 0 },
    { key: "odd", value: 1 },
    { key: "even", value: 2 },
  ]);
}

/** What a partitioned log promises. */
export const logContract = contract<LogUnderContract>("a partitioned log", {
  "keeps the records of a key in one partition, in order": async ({ subject }) => {
    const log = subject.connect();
    const sent = await log.send([
      { key: "even", value: 0 },
      { key: "odd", value: 1 },
      { key: "even", value: 2 },
    ]);
    expect(sent).toEqual([
      { partition: 0, offset: "0" },
      { partition: 1, offset: "0" },
      { partition: 0, offset: "1" },
    ]);
  },
  "gives every group all records": async ({ subject, isWaiting }) => {
    const log = subject.connect();
    await fill(log);
    for (const group of ["stock", "mail"]) {
      const got: LogRecord<number>[] = [];
      await log.consumer(group).run((record) => Promise.resolve(void got.push(record)));
      await isWaiting(new Promise(() => undefined));
      expect(places(got).toSorted()).toEqual(["0@0", "0@1", "1@0"]);
    }
  },
  "goes on where the group has committed": async ({ subject, isWaiting }) => {
    const log = subject.connect();
    await fill(log);
    const first = log.consumer("stock");
    await first.run(() => Promise.resolve());
    await first.commit([{ partition: 0, offset: "1" }]);
    await first.leave();
    const got: LogRecord<number>[] = [];
    await log.consumer("stock").run((record) => Promise.resolve(void got.push(record)));
    await isWaiting(new Promise(() => undefined));
    expect(places(got).toSorted()).toEqual(["0@1", "1@0"]);
  },
  "shares the partitions among the members, and refuses a commit for one that is gone": async ({
    subject,
    isWaiting,
  }) => {
    const [one, other] = [subject.connect().consumer("stock"), subject.connect().consumer("stock")];
    const got: Record<string, string[]> = { one: [], other: [] };
    await one.run((record) => Promise.resolve(void got["one"]?.push(String(record.partition))));
    await other.run((record) => Promise.resolve(void got["other"]?.push(String(record.partition))));
    await fill(subject.connect());
    await isWaiting(new Promise(() => undefined));
    expect(got).toEqual({ one: ["0", "0"], other: ["1"] });
    await expect(one.commit([{ partition: 1, offset: "1" }])).rejects.toMatchObject({ code: "REBALANCED" });
  },
  "commits after each record when told": async ({ subject, isWaiting }) => {
    const log = subject.connect();
    await fill(log);
    const first = log.consumer("stock", { autoCommit: true });
    await first.run(() => Promise.resolve());
    await isWaiting(new Promise(() => undefined));
    await first.leave();
    const got: LogRecord<number>[] = [];
    await log.consumer("stock").run((record) => Promise.resolve(void got.push(record)));
    await isWaiting(new Promise(() => undefined));
    expect(got).toEqual([]);
  },
  "brings a record again whose handler failed, before those behind it": async ({ subject, isWaiting }) => {
    const log = subject.connect();
    await fill(log);
    const tried: string[] = [];
    await log.consumer("stock").run((record) => {
      tried.push(`${String(record.partition)}@${record.offset}`);
      return tried.length === 1 ? Promise.reject(new Error("not yet")) : Promise.resolve();
    });
    await isWaiting(new Promise(() => undefined));
    const again = tried.filter((place) => place === tried[0]);
    expect(again).toHaveLength(2);
    expect(tried).toHaveLength(4);
  },
});
