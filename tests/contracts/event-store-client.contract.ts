/* oxlint-disable vitest/no-standalone-expect -- every case is run within a test: see `contract` */
import { expect } from "vitest";
import { ConcurrencyError, type EventStoreClient, type NewEvent } from "../../src/kit/index.ts";
import { contract } from "./contract.ts";

/** An empty store. */
export interface ClientUnderContract {
  readonly store: EventStoreClient;
}

const event = (id: string, data: unknown = {}): NewEvent => ({ id, type: "ItemAdded", data });
const idsOf = (events: readonly NewEvent[]): readonly string[] => events.map(({ id }) => id);

/** What an event store promises over a network. */
export const eventStoreClientContract = contract<ClientUnderContract>("an event store client", {
  "numbers a stream from 1, and all streams with numbers that only grow": async ({ subject: { store } }) => {
    const first = await store.append("a", [event("1"), event("2")], "no-stream");
    const second = await store.append("b", [event("3")], "no-stream");
    const third = await store.append("a", [event("4")], 2);
    expect([first, second, third].map(({ streamPosition }) => streamPosition)).toEqual([2, 1, 3]);
    const all = await store.readAll();
    expect(idsOf(all)).toEqual(["1", "2", "3", "4"]);
    const positions = all.map(({ globalPosition }) => globalPosition);
    expect(positions).toEqual([...positions].sort((left, right) => left - right));
    expect(new Set(positions).size).toBe(4);
    expect(third.globalPosition).toBe(positions.at(-1));
    expect((await store.read("a")).events.map(({ streamPosition }) => streamPosition)).toEqual([1, 2, 3]);
  },
  "leaves holes between global positions": async ({ subject: { store } }) => {
    await store.append("a", [event("1")], "any");
    await store.append("a", [event("2")], "any");
    const [first, second] = await store.readAll();
    expect((second?.globalPosition ?? 0) - (first?.globalPosition ?? 0)).toBeGreaterThan(1);
  },
  "tells a missing stream from one with nothing new": async ({ subject: { store } }) => {
    expect(await store.read("a")).toEqual({ exists: false, currentVersion: 0, events: [] });
    await store.append("a", [event("1")], 0);
    expect(await store.read("a", { after: 1 })).toEqual({ exists: true, currentVersion: 1, events: [] });
  },
  "refuses an append with a wrong expectation, and records nothing": async ({ subject: { store } }) => {
    await store.append("a", [event("1")], "no-stream");
    for (const expected of [0, 2, "no-stream"] as const)
      await expect(store.append("a", [event("2")], expected)).rejects.toMatchObject({
        code: "CONCURRENCY",
        details: { expected, actual: 1 },
      });
    await expect(store.append("b", [event("2")], "stream-exists")).rejects.toBeInstanceOf(ConcurrencyError);
    expect(idsOf(await store.readAll())).toEqual(["1"]);
  },
  "takes the same append again without recording it twice": async ({ subject: { store } }) => {
    for (const expected of ["no-stream", 1, "any", "stream-exists"] as const) {
      const events = [event(`${String(expected)}-1`), event(`${String(expected)}-2`)];
      const stream = expected === 1 ? "one" : "a";
      if (expected === 1) await store.append(stream, [event("one")], 0);
      const before = await store.append(stream, events, expected);
      expect(await store.append(stream, events, expected)).toEqual(before);
    }
    expect((await store.read("a")).currentVersion).toBe(6);
    expect((await store.read("one")).currentVersion).toBe(3);
  },
  "refuses an event that the stream holds elsewhere": async ({ subject: { store } }) => {
    await store.append("a", [event("1"), event("2")], 0);
    await expect(store.append("a", [event("1"), event("3")], 0)).rejects.toMatchObject({ code: "CONCURRENCY" });
    await expect(store.append("a", [event("2"), event("3")], 2)).rejects.toMatchObject({ code: "CONCURRENCY" });
    expect((await store.read("a")).currentVersion).toBe(2);
  },
  "reads a part: after a position, and not more than asked for": async ({ subject: { store } }) => {
    await store.append("a", [event("1"), event("2"), event("3")], 0);
    expect(idsOf((await store.read("a", { after: 1, limit: 1 })).events)).toEqual(["2"]);
    expect(idsOf((await store.read("a", { limit: 0 })).events)).toEqual([]);
    const [, second] = await store.readAll();
    expect(idsOf(await store.readAll({ after: second?.globalPosition ?? 0, limit: 5 }))).toEqual(["3"]);
  },
  "keeps the version and the positions of a truncated stream": async ({ subject: { store } }) => {
    await store.append("a", [event("1"), event("2")], 0);
    await store.truncateBefore("a", 2);
    const { exists, currentVersion, events } = await store.read("a");
    expect({ exists, currentVersion, positions: events.map(({ streamPosition }) => streamPosition) }).toEqual({
      exists: true,
      currentVersion: 2,
      positions: [2],
    });
    expect((await store.append("a", [event("3")], 2)).streamPosition).toBe(3);
    expect(idsOf(await store.readAll())).toEqual(["2", "3"]);
  },
  "keeps copies, and hands out copies": async ({ subject: { store } }) => {
    const data = { left: [1] };
    const append = store.append("a", [event("1", data)], 0);
    data.left.push(2);
    await append;
    const { events } = await store.read("a");
    expect(events[0]?.data).toEqual({ left: [1] });
    for (const { data: read } of events) Object.assign(read as object, { left: [3] });
    expect((await store.readAll())[0]?.data).toEqual({ left: [1] });
  },
});
