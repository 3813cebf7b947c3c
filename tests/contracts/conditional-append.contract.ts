/* oxlint-disable vitest/no-standalone-expect -- every case is run within a test: see `contract` */
import { expect } from "vitest";
import {
  ConcurrencyError,
  type AppendResult,
  type ConditionalAppend,
  type EventStoreClient,
  type ExpectedVersion,
  type NewEvent,
  type RecordedEvent,
} from "../../src/kit/index.ts";
import { contract } from "./contract.ts";

/** An append to an empty store, and what else has to be done to that store or seen of it. */
export interface AppendUnderContract {
  readonly append: ConditionalAppend;
  /** The same store, as another process appends to it. */
  readonly elsewhere: ConditionalAppend;
  /** What a stream holds, in order. */
  readonly held: (streamId: string) => Promise<readonly RecordedEvent[]>;
  readonly truncateBefore: (streamId: string, position: number) => Promise<void>;
}

/** A whole store, seen as something to append to. */
export function appendTo(store: EventStoreClient): AppendUnderContract {
  return {
    append: store.append,
    elsewhere: store.append,
    held: async (streamId) => (await store.read(streamId)).events,
    truncateBefore: (streamId, position) => store.truncateBefore(streamId, position),
  };
}

const events = (...ids: readonly string[]): readonly NewEvent[] =>
  ids.map((id) => ({ id, type: "ItemAdded", data: { of: id } }));

/** What a stream holds, as "1: first", "2: second", … */
export async function placesIn({ held }: AppendUnderContract, streamId: string): Promise<readonly string[]> {
  return (await held(streamId)).map(({ id, streamPosition }) => `${String(streamPosition)}: ${id}`);
}

/** Checks that each of these claims is refused, and that the stream holds the same afterwards. */
async function refuses(
  subject: AppendUnderContract,
  streamId: string,
  claims: readonly ExpectedVersion[],
  actual: number,
): Promise<void> {
  const before = await subject.held(streamId);
  for (const expected of claims) {
    const refused = subject.append(streamId, events("refused-1", "refused-2"), expected);
    await expect(refused, `expecting ${String(expected)}`).rejects.toMatchObject({
      code: "CONCURRENCY",
      details: { expected, actual },
    });
    await expect(refused).rejects.toBeInstanceOf(ConcurrencyError);
  }
  expect(await subject.held(streamId)).toEqual(before);
}

/** What an append with an expected version promises, whether or not it knows what was appended before. */
export const conditionalAppendContract = contract<AppendUnderContract>("an append with an expected version", {
  "appends behind the last event, and says which version to expect next": async ({ subject }) => {
    let version = 0;
    for (const ids of [["a"], ["b", "c"], ["d", "e", "f"]])
      ({ streamPosition: version } = await subject.append("order-1", events(...ids), version));
    expect(version).toBe(6);
    expect(await placesIn(subject, "order-1")).toEqual(["1: a", "2: b", "3: c", "4: d", "5: e", "6: f"]);
  },
  "gives global positions that only grow": async ({ subject: { append, held } }) => {
    const first = await append("order-1", events("a", "b"), "no-stream");
    const second = await append("order-2", events("c"), "no-stream");
    const third = await append("order-1", events("d"), 2);
    const positions = [...(await held("order-1")), ...(await held("order-2"))].map(
      ({ globalPosition }) => globalPosition,
    );
    expect(second.globalPosition).toBeGreaterThan(first.globalPosition);
    expect(third.globalPosition).toBeGreaterThan(second.globalPosition);
    expect(positions[1]).toBe(first.globalPosition);
    expect(positions[2]).toBe(third.globalPosition);
    expect(new Set(positions).size).toBe(4);
  },
  '"any" holds for a stream that is missing, written or truncated': async ({ subject }) => {
    await subject.append("order-1", events("a", "b"), "any");
    await subject.append("order-1", events("c"), "any");
    await subject.truncateBefore("order-1", 4);
    expect(await subject.append("order-1", events("d"), "any")).toMatchObject({ streamPosition: 4 });
    expect(await placesIn(subject, "order-1")).toEqual(["4: d"]);
  },
  '"no-stream" and 0 hold once, and not after a truncation either': async ({ subject }) => {
    for (const expected of ["no-stream", 0] as const) {
      const stream = `order-${String(expected)}`;
      await subject.append(stream, events("a", "b"), expected);
      await refuses(subject, stream, ["no-stream", 0], 2);
      await subject.truncateBefore(stream, 3);
      await refuses(subject, stream, ["no-stream", 0], 2);
    }
  },
  '"stream-exists" holds from the first event on, also when none is left': async ({ subject }) => {
    await refuses(subject, "order-1", ["stream-exists"], 0);
    await subject.append("order-1", events("a"), "no-stream");
    await subject.append("order-1", events("b"), "stream-exists");
    await subject.truncateBefore("order-1", 3);
    expect(await subject.append("order-1", events("c"), "stream-exists")).toMatchObject({ streamPosition: 3 });
  },
  "a number holds for this version and no other": async ({ subject }) => {
    await refuses(subject, "order-1", [1, 2], 0);
    await subject.append("order-1", events("a", "b", "c"), 0);
    await refuses(subject, "order-1", [0, 1, 2, 4], 3);
    await subject.truncateBefore("order-1", 3);
    await refuses(subject, "order-1", [0, 1, 2, 4], 3);
    expect(await subject.append("order-1", events("d"), 3)).toMatchObject({ streamPosition: 4 });
  },
  "a refused append makes no stream": async ({ subject }) => {
    await refuses(subject, "order-1", ["stream-exists", 1], 0);
    expect(await subject.append("order-1", events("a"), "no-stream")).toMatchObject({ streamPosition: 1 });
  },
  "says where a refused writer can go on": async ({ subject: { append } }) => {
    await append("order-1", events("a", "b"), 0);
    const error: unknown = await append("order-1", events("c"), 1).catch((reason: unknown) => reason);
    const { actual } = (error as ConcurrencyError).details;
    expect(await append("order-1", events("c"), actual as number)).toMatchObject({ streamPosition: 3 });
  },
  "keeps streams apart, whatever they are called": async ({ subject }) => {
    const names = ["order-1", "order-10", "ORDER-1", "constructor", "__proto__", "$all", "ä/b c", ""];
    for (const name of names) {
      await subject.append(name, events(`${name}-1`), "no-stream");
      await subject.append(name, events(`${name}-2`), 1);
    }
    for (const name of names) expect(await placesIn(subject, name)).toEqual([`1: ${name}-1`, `2: ${name}-2`]);
  },
  "gives an event that was read from another stream a place of its own": async ({ subject }) => {
    await subject.append("order-1", events("a", "b", "c"), 0);
    const read = (await subject.held("order-1")).slice(1);
    await subject.append("order-2", [...events("d"), ...read], "no-stream");
    expect(await placesIn(subject, "order-2")).toEqual(["1: d", "2: b", "3: c"]);
    expect(await placesIn(subject, "order-1")).toEqual(["1: a", "2: b", "3: c"]);
  },
  "records one of many appends that expect the same version at the same moment": async ({ subject }) => {
    const claims: readonly ExpectedVersion[] = ["no-stream", 1, 2];
    for (const [version, expected] of claims.entries()) {
      const writers = ["a", "b", "c", "d"].map((writer) => `${writer}-${String(version)}`);
      const results = await Promise.allSettled(writers.map((id) => subject.append("order-1", events(id), expected)));
      const recorded = results.filter(({ status }) => status === "fulfilled");
      const reasons = results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
      expect(recorded).toHaveLength(1);
      for (const reason of reasons) expect(reason).toBeInstanceOf(ConcurrencyError);
      expect(await subject.held("order-1")).toHaveLength(version + 1);
    }
  },
  "holds the claim against what other processes have written": async ({ subject }) => {
    const { append, elsewhere } = subject;
    await append("order-1", events("a"), "no-stream");
    await elsewhere("order-1", events("b"), 1);
    await refuses(subject, "order-1", [1, "no-stream"], 2);
    await append("order-1", events("c"), 2);
    const results = await Promise.allSettled([
      append("order-1", events("d"), 3),
      elsewhere("order-1", events("e", "f"), 3),
    ]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const winner = results[0].status === "fulfilled" ? ["4: d"] : ["4: e", "5: f"];
    expect(await placesIn(subject, "order-1")).toEqual(["1: a", "2: b", "3: c", ...winner]);
  },
  "records every append that claims nothing, however many there are at once": async ({ subject }) => {
    const write = async (writer: string): Promise<void> => {
      for (const turn of ["1", "2"])
        await subject.append("order-1", events(`${writer}${turn}`, `${writer}${turn}+`), "any");
    };
    await Promise.all(["a", "b", "c"].map(write));
    const held = await subject.held("order-1");
    expect(held.map(({ streamPosition }) => streamPosition)).toEqual(
      Array.from({ length: 12 }, (_, index) => index + 1),
    );
    const ids = held.map(({ id }) => id);
    for (const writer of ["a", "b", "c"])
      expect(ids.filter((id) => id.startsWith(writer))).toEqual(
        ["1", "2"].flatMap((turn) => [`${writer}${turn}`, `${writer}${turn}+`]),
      );
    // No append has let another one in between its own events.
    for (const [index, id] of ids.entries()) if (id.endsWith("+")) expect(`${String(ids[index - 1])}+`).toBe(id);
  },
});

/** Where an append says that its last event is; it may say more. */
const placeOf = ({ streamPosition, globalPosition }: AppendResult): AppendResult => ({
  streamPosition,
  globalPosition,
});

/** Claims that name the place behind which an append puts its events, and the version that makes them true. */
const NAMING_A_PLACE = [
  ["no-stream", 0],
  [0, 0],
  [2, 2],
] as const;

/** What an append promises besides, if it knows its events when they come again. */
export const idempotentAppendContract = contract<AppendUnderContract>("an append that can be sent again", {
  "takes the same append again without recording it twice": async ({ subject }) => {
    for (const [expected, version] of NAMING_A_PLACE) {
      const stream = `order-${String(expected)}`;
      if (version > 0) await subject.append(stream, events("first", "second"), 0);
      const before = await subject.append(stream, events("a", "b"), expected);
      const held = await subject.held(stream);
      expect(placeOf(await subject.append(stream, events("a", "b"), expected))).toEqual(placeOf(before));
      expect(await subject.held(stream)).toEqual(held);
    }
  },
  "knows an append also when others have followed": async ({ subject }) => {
    for (const [expected, version] of NAMING_A_PLACE) {
      const stream = `order-${String(expected)}`;
      if (version > 0) await subject.append(stream, events("first", "second"), 0);
      const before = await subject.append(stream, events("a", "b"), expected);
      await subject.append(stream, events("c"), version + 2);
      await subject.append("elsewhere", events(stream), "any");
      const held = await subject.held(stream);
      expect(placeOf(await subject.append(stream, events("a", "b"), expected))).toEqual(placeOf(before));
      expect(await subject.held(stream)).toEqual(held);
    }
  },
  "knows an event by its id, and not by what it says": async ({ subject }) => {
    await subject.append("order-1", events("a"), 0);
    const held = await subject.held("order-1");
    await subject.append("order-1", [{ id: "a", type: "ItemAdded", data: {}, metadata: { attempt: 2 } }], 0);
    const lookalike = [{ id: "b", type: "ItemAdded", data: { of: "a" } }];
    await expect(subject.append("order-1", lookalike, 0)).rejects.toBeInstanceOf(ConcurrencyError);
    expect(await subject.held("order-1")).toEqual(held);
  },
  "refuses events that the stream holds at another place, in another order or in part": async ({ subject }) => {
    await subject.append("order-1", events("a", "b", "c"), 0);
    const cases: readonly (readonly [readonly string[], ExpectedVersion])[] = [
      [["a", "b", "c"], 3],
      [["a", "b"], 1],
      [["b", "a"], 0],
      [["a", "x"], 0],
      [["c", "x"], 2],
      [["x", "c"], 3],
      [["a", "c"], 0],
      [["b"], "no-stream"],
    ];
    for (const [ids, expected] of cases)
      await expect(
        subject.append("order-1", events(...ids), expected),
        `${ids.join(", ")} expecting ${String(expected)}`,
      ).rejects.toMatchObject({ code: "CONCURRENCY", details: { expected, actual: 3 } });
    expect(await placesIn(subject, "order-1")).toEqual(["1: a", "2: b", "3: c"]);
  },
  "knows the events of a stream, and not those of others": async ({ subject }) => {
    await subject.append("order-1", events("a"), "no-stream");
    expect(await subject.append("order-2", events("a"), "no-stream")).toMatchObject({ streamPosition: 1 });
    expect(await placesIn(subject, "order-2")).toEqual(["1: a"]);
  },
  "records copies of an append that come at the same moment once, and confirms all of them": async ({ subject }) => {
    for (const [expected, version] of NAMING_A_PLACE) {
      const stream = `order-${String(expected)}`;
      if (version > 0) await subject.append(stream, events("first", "second"), 0);
      const copies = Array.from({ length: 3 }, () => subject.append(stream, events("a", "b"), expected));
      const [first, ...others] = (await Promise.all(copies)).map(placeOf);
      expect(others).toEqual([first, first]);
      const added = (await subject.held(stream)).slice(version);
      expect(added.map(({ id }) => id)).toEqual(["a", "b"]);
    }
  },
  "knows an append that was refused before it was recorded": async ({ subject }) => {
    await subject.append("order-1", events("a"), 0);
    await expect(subject.append("order-1", events("b", "c"), 0)).rejects.toBeInstanceOf(ConcurrencyError);
    const before = await subject.append("order-1", events("b", "c"), 1);
    expect(placeOf(await subject.append("order-1", events("b", "c"), 1))).toEqual(placeOf(before));
    expect(await placesIn(subject, "order-1")).toEqual(["1: a", "2: b", "3: c"]);
  },
});
