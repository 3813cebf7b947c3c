/* oxlint-disable vitest/no-standalone-expect -- every case is run within a test: see `contract` */
import { expect } from "vitest";
import { UniqueViolation, type EventTable, type PlacedEvent } from "../../src/kit/index.ts";
import { contract } from "./contract.ts";

/** An empty table, and what somebody does to it who cleans up. */
export interface TableUnderContract {
  readonly table: EventTable;
  readonly truncateBefore: (streamId: string, position: number) => Promise<void>;
}

const row = (streamId: string, streamPosition: number, id: string): PlacedEvent => ({
  id,
  type: "ItemAdded",
  data: { of: id },
  streamId,
  streamPosition,
});

/** What a stream's rows are, as "1: first", "2: second", … */
async function rowsOf(table: EventTable, streamId: string, after = 0): Promise<readonly string[]> {
  return (await table.rowsAfter(streamId, after)).map(({ id, streamPosition }) => `${String(streamPosition)}: ${id}`);
}

/** What a table of events promises that has a constraint on a stream and a position in it. */
export const eventTableContract = contract<TableUnderContract>("a table of events", {
  "holds nothing at first": async ({ subject: { table } }) => {
    expect(await table.streamState("a")).toEqual({ exists: false, currentVersion: 0 });
    expect(await table.rowsAfter("a", 0)).toEqual([]);
    expect(await table.findByIds("a", ["1"])).toEqual([]);
  },
  "puts rows where their writer wants them, and says where the last one is": async ({ subject: { table } }) => {
    const first = await table.insert([row("a", 1, "1"), row("a", 2, "2")]);
    const second = await table.insert([row("a", 3, "3")]);
    expect([first.streamPosition, second.streamPosition]).toEqual([2, 3]);
    expect(await table.streamState("a")).toEqual({ exists: true, currentVersion: 3 });
    expect(await rowsOf(table, "a")).toEqual(["1: 1", "2: 2", "3: 3"]);
    expect(await rowsOf(table, "a", 1)).toEqual(["2: 2", "3: 3"]);
    const positions = (await table.rowsAfter("a", 0)).map(({ globalPosition }) => globalPosition);
    expect(positions.slice(1)).toEqual([first.globalPosition, second.globalPosition]);
    expect(positions).toEqual([...new Set(positions)].toSorted((left, right) => left - right));
  },
  "keeps what an event says, and does not believe it where it was before": async ({ subject: { table } }) => {
    await table.insert([{ ...row("a", 1, "1"), metadata: { correlationId: "request-1" } }]);
    const [read] = await table.rowsAfter("a", 0);
    expect(read).toMatchObject({ ...row("a", 1, "1"), metadata: { correlationId: "request-1" } });
    expect(read?.recordedAt).toBeInstanceOf(Date);
    if (read !== undefined) await table.insert([{ ...read, streamId: "b", streamPosition: 1 }]);
    const [again] = await table.rowsAfter("b", 0);
    expect(again).toMatchObject({ ...row("b", 1, "1"), metadata: { correlationId: "request-1" } });
    expect(again?.globalPosition).toBeGreaterThan(read?.globalPosition ?? Infinity);
  },
  "does not mind a gap": async ({ subject: { table } }) => {
    await table.insert([row("a", 3, "3"), row("a", 5, "5")]);
    expect(await table.streamState("a")).toEqual({ exists: true, currentVersion: 5 });
    await table.insert([row("a", 4, "4")]);
    expect(await table.streamState("a")).toEqual({ exists: true, currentVersion: 5 });
    expect(await rowsOf(table, "a")).toEqual(["3: 3", "4: 4", "5: 5"]);
  },
  "inserts none of the rows where the place of one is taken": async ({ subject: { table } }) => {
    await table.insert([row("a", 1, "1"), row("a", 2, "2")]);
    for (const rows of [
      [row("a", 2, "x")],
      [row("a", 3, "x"), row("a", 2, "y")],
      [row("a", 3, "x"), row("a", 3, "y")],
      [row("b", 1, "x"), row("a", 1, "y")],
    ]) {
      const refused = table.insert(rows);
      await expect(refused).rejects.toMatchObject({ code: "23505" });
      await expect(refused).rejects.toBeInstanceOf(UniqueViolation);
    }
    expect(await rowsOf(table, "a")).toEqual(["1: 1", "2: 2"]);
    expect(await table.streamState("b")).toEqual({ exists: false, currentVersion: 0 });
  },
  "inserts one of many rows that come for the same place at the same moment": async ({ subject: { table } }) => {
    const results = await Promise.allSettled(["1", "2", "3", "4"].map((id) => table.insert([row("a", 1, id)])));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const result of results)
      if (result.status === "rejected") expect(result.reason).toBeInstanceOf(UniqueViolation);
    expect(await table.rowsAfter("a", 0)).toHaveLength(1);
  },
  "does not mind an id that it holds": async ({ subject: { table } }) => {
    await table.insert([row("a", 1, "1"), row("a", 2, "1")]);
    await table.insert([row("a", 3, "1"), row("b", 1, "1")]);
    expect(await rowsOf(table, "a")).toEqual(["1: 1", "2: 1", "3: 1"]);
  },
  "finds rows of one stream by their ids, in the order of their positions": async ({ subject: { table } }) => {
    await table.insert([row("a", 2, "2"), row("a", 1, "1"), row("b", 1, "3")]);
    const found = await table.findByIds("a", ["3", "2", "missing", "1"]);
    expect(found.map(({ id }) => id)).toEqual(["1", "2"]);
    expect(await table.findByIds("a", [])).toEqual([]);
  },
  "counts events that were truncated, and does not find them": async ({ subject: { table, truncateBefore } }) => {
    await table.insert([row("a", 1, "1"), row("a", 2, "2"), row("b", 1, "3")]);
    await truncateBefore("a", 2);
    expect(await rowsOf(table, "a")).toEqual(["2: 2"]);
    await truncateBefore("a", 3);
    expect(await table.streamState("a")).toEqual({ exists: true, currentVersion: 2 });
    expect(await table.rowsAfter("a", 0)).toEqual([]);
    expect(await table.findByIds("a", ["1", "2"])).toEqual([]);
    expect(await table.insert([row("a", 3, "4")])).toMatchObject({ streamPosition: 3 });
    expect(await rowsOf(table, "b")).toEqual(["1: 3"]);
  },
  "hands out copies": async ({ subject: { table } }) => {
    await table.insert([row("a", 1, "1")]);
    for (const { data } of await table.rowsAfter("a", 0)) Object.assign(data as object, { of: "else" });
    for (const { data } of await table.findByIds("a", ["1"])) Object.assign(data as object, { of: "else" });
    expect((await table.rowsAfter("a", 0))[0]?.data).toEqual({ of: "1" });
  },
});
