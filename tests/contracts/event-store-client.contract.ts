/* oxlint-disable vitest/no-standalone-expect -- every case is run within a test: see `contract` */
import { expect } from "vitest";
import { ConcurrencyError, type EventStoreClient, type NewEvent } from "../../src/kit/index.ts";
import { contract } from "./contract.ts";
import { pages } from "./pages.ts";

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
  "takes the same append again where it names no place, if its events are the last ones": async ({
    subject: { store },
  }) => {
    await store.append("a", [event("1")], 0);
    for (const expected of ["any", "stream-exists"] as const) {
      const events = [event(`${expected}-1`), event(`${expected}-2`)];
      const before = await store.append("a", events, expected);
      expect(await store.append("a", events, expected)).toEqual(before);
    }
    for (const ids of [
      ["any-1", "any-2"],
      ["stream-exists-2", "new"],
      ["new", "1"],
    ])
      for (const expected of ["any", "stream-exists"] as const)
        await expect(
          store.append(
            "a",
            ids.map((id) => event(id)),
            expected,
          ),
        ).rejects.toMatchObject({
          code: "CONCURRENCY",
          details: { expected, actual: 5 },
        });
    expect((await store.read("a")).currentVersion).toBe(5);
  },
  "appends nothing: holds the claim, records nothing, and tells where the stream and the store stand": async ({
    subject: { store },
  }) => {
    expect(await store.append("a", [], "no-stream")).toEqual({ streamPosition: 0, globalPosition: 0 });
    expect(await store.read("a")).toEqual({ exists: false, currentVersion: 0, events: [] });
    await store.append("a", [event("1"), event("2")], "no-stream");
    const { globalPosition } = await store.append("b", [event("3")], 0);
    for (const expected of [2, "any", "stream-exists"] as const)
      expect(await store.append("a", [], expected)).toEqual({ streamPosition: 2, globalPosition });
    for (const expected of [0, 1, 3, "no-stream"] as const)
      await expect(store.append("a", [], expected)).rejects.toBeInstanceOf(ConcurrencyError);
    expect(idsOf(await store.readAll())).toEqual(["1", "2", "3"]);
  },
  "gives back what a producer said, and says where and when it was recorded": async ({ subject: { store } }) => {
    const said: NewEvent = {
      id: "1",
      type: "OrderPlaced",
      data: { lines: [{ sku: "mug", quantity: 0 }], note: null, deliverOn: new Date(86_400_000), version: 7 },
      metadata: { correlationId: "request-1", causationId: "command-1", schemaVersion: 2 },
    };
    await store.append("a", [said, event("2")], 0);
    const [first, second] = (await store.read("a")).events;
    expect(first).toEqual({
      ...said,
      streamId: "a",
      streamPosition: 1,
      globalPosition: expect.any(Number) as number,
      recordedAt: expect.any(Date) as Date,
    });
    expect(second?.recordedAt).toEqual(first?.recordedAt);
    // Where it stood before is not what a producer says of an event.
    if (first !== undefined) await store.append("b", [event("3"), first], 0);
    expect((await store.read("b")).events[1]).toMatchObject({ ...said, streamId: "b", streamPosition: 2 });
  },
  "reads page by page, each event once": async ({ subject: { store } }) => {
    for (let turn = 0; turn < 4; turn += 1)
      for (const stream of ["a", "b"])
        await store.append(stream, [event(`${stream}${String(turn)}`), event(`${stream}${String(turn)}+`)], turn * 2);
    const all = idsOf(await store.readAll());
    expect(all).toHaveLength(16);
    for (const limit of [1, 3, 8, 16, 100]) {
      expect(idsOf(await pages((after) => store.readAll({ after, limit }), "globalPosition"))).toEqual(all);
      const ofOne = await pages(async (after) => (await store.read("b", { after, limit })).events, "streamPosition");
      expect(idsOf(ofOne)).toEqual(all.filter((id) => id.startsWith("b")));
    }
  },
  "reads on after positions that no event has": async ({ subject: { store } }) => {
    await store.append("a", [event("1"), event("2")], 0);
    await store.append("b", [event("3")], 0);
    const [, second, third] = (await store.readAll()).map(({ globalPosition }) => globalPosition);
    expect(idsOf(await store.readAll({ after: (second ?? 0) + 1 }))).toEqual(["3"]);
    expect(await store.readAll({ after: third ?? 0 })).toEqual([]);
    expect(await store.readAll({ after: 1000 })).toEqual([]);
    expect(await store.read("a", { after: 1000 })).toEqual({ exists: true, currentVersion: 2, events: [] });
    await store.truncateBefore("a", 2);
    expect(idsOf(await store.readAll({ after: 1 }))).toEqual(["2", "3"]);
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
  "forgets all of a stream and nothing of the others, and knows that it was there": async ({ subject: { store } }) => {
    await store.append("a", [event("1"), event("2")], 0);
    await store.append("b", [event("3")], 0);
    await store.truncateBefore("a", 100);
    await store.truncateBefore("c", 1);
    expect(await store.read("a")).toEqual({ exists: true, currentVersion: 2, events: [] });
    expect(await store.read("c")).toEqual({ exists: false, currentVersion: 0, events: [] });
    expect(idsOf(await store.readAll())).toEqual(["3"]);
    const { streamPosition } = await store.append("a", [event("4")], 2);
    expect(streamPosition).toBe(3);
    expect(idsOf((await store.read("a")).events)).toEqual(["4"]);
  },
  "shows an append as a whole, and all streams in one order that stays": async ({ subject: { store } }) => {
    const seen: (readonly string[])[] = [];
    const write = async (stream: string): Promise<void> => {
      for (let turn = 0; turn < 5; turn += 1) {
        await store.append(stream, [event(`${stream}${String(turn)}`), event(`${stream}${String(turn)}+`)], "any");
        seen.push(idsOf(await store.readAll()));
      }
    };
    await Promise.all(["a", "b", "c"].map(write));
    const all = idsOf(await store.readAll());
    expect(all).toHaveLength(30);
    for (const ids of seen) {
      expect(ids).toEqual(all.slice(0, ids.length));
      expect(ids.length % 2).toBe(0);
    }
    for (const [index, id] of all.entries()) if (id.endsWith("+")) expect(`${String(all[index - 1])}+`).toBe(id);
  },
  "keeps copies, and hands out copies": async ({ subject: { store } }) => {
    const data = { left: [1] };
    const append = store.append("a", [event("1", data)], 0);
    data.left.push(2);
    await append;
    const { events } = await store.read("a");
    expect(events[0]?.data).toEqual({ left: [1] });
    for (const { data: read, recordedAt } of events) {
      Object.assign(read as object, { left: [3] });
      recordedAt.setTime(0);
    }
    const [again] = await store.readAll();
    expect(again?.data).toEqual({ left: [1] });
    expect(again?.recordedAt).not.toEqual(new Date(0));
  },
});
