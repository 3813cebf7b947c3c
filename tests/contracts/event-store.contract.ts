/* oxlint-disable vitest/no-standalone-expect -- every case is run within a test: see `contract` */
import { expect } from "vitest";
import type { EventStore, NewEvent, RecordedEvent } from "../../src/kit/index.ts";
import { contract } from "./contract.ts";
import { pages } from "./pages.ts";

/** Two empty stores that have nothing to do with each other, and the clock of both. */
export interface EventStoreUnderContract {
  readonly store: EventStore;
  readonly another: EventStore;
  readonly clock: { now(): Date; advance(milliseconds: number): void };
  /** Waits until everything that can go on has gone on. */
  readonly settle: () => Promise<void>;
}

const events = (...ids: readonly string[]): readonly NewEvent[] =>
  ids.map((id) => ({ id, type: "ItemAdded", data: { of: id } }));

const idsOf = (recorded: readonly NewEvent[]): readonly string[] => recorded.map(({ id }) => id);

/** Notes what a subscriber gets. */
function subscriber(): { readonly got: string[]; readonly handler: (event: RecordedEvent) => Promise<void> } {
  const got: string[] = [];
  return { got, handler: async ({ id }) => void got.push(id) };
}

/** What an event store in memory promises: streams, and one order over all of them. */
export const eventStoreContract = contract<EventStoreUnderContract>("an event store", {
  "is empty at first": async ({ subject: { store, settle } }) => {
    const { got, handler } = subscriber();
    store.subscribe(handler);
    await settle();
    expect(await store.read("order-1")).toEqual({ exists: false, currentVersion: 0, events: [] });
    expect(await store.readAll()).toEqual([]);
    expect(got).toEqual([]);
  },
  "shares nothing with another store": async ({ subject: { store, another, settle } }) => {
    const { got, handler } = subscriber();
    another.subscribe(handler);
    await store.append("order-1", events("a"));
    await settle();
    expect(await another.read("order-1")).toEqual({ exists: false, currentVersion: 0, events: [] });
    expect(await another.readAll()).toEqual([]);
    expect(got).toEqual([]);
    expect(await another.append("order-1", events("b"))).toMatchObject({ streamPosition: 1 });
    expect(idsOf(await store.readAll())).toEqual(["a"]);
  },
  "keeps streams apart, whatever they are called": async ({ subject: { store } }) => {
    const names = ["order-1", "order-10", "ORDER-1", "constructor", "__proto__", "$all", "ä/b c", ""];
    for (const name of names) await store.append(name, events(`${name} 1`));
    for (const name of names) await store.append(name, events(`${name} 2`));
    for (const name of names) {
      const { currentVersion, events: read } = await store.read(name);
      expect([currentVersion, idsOf(read)]).toEqual([2, [`${name} 1`, `${name} 2`]]);
    }
    expect(idsOf(await store.readAll())).toEqual([
      ...names.map((name) => `${name} 1`),
      ...names.map((name) => `${name} 2`),
    ]);
  },
  "gives back what a producer said, in a stream, in all of them and to a subscriber": async ({
    subject: { store, settle },
  }) => {
    const said: NewEvent = {
      id: "1",
      type: "OrderPlaced",
      data: { lines: [{ sku: "mug", quantity: 0 }], note: null, deliverOn: new Date(86_400_000), version: 7 },
      metadata: { correlationId: "request-1", causationId: "command-1", schemaVersion: 2 },
    };
    await store.append("order-1", [said]);
    const handed: RecordedEvent[] = [];
    store.subscribe(async (event) => void handed.push(event));
    await settle();
    const [stored] = (await store.read("order-1")).events;
    expect(stored).toMatchObject({ ...said, streamId: "order-1", streamPosition: 1 });
    expect(await store.readAll()).toEqual([stored]);
    expect(handed).toEqual([stored]);
  },
  "orders by appending, whatever the clock shows": async ({ subject: { store, clock } }) => {
    const shown: Date[] = [];
    for (const [turn, stream] of ["order-1", "order-2", "order-1"].entries()) {
      clock.advance(turn * -60_000);
      shown.push(clock.now());
      await store.append(stream, events(`${String(turn)}a`, `${String(turn)}b`));
    }
    const all = await store.readAll();
    expect(idsOf(all)).toEqual(["0a", "0b", "1a", "1b", "2a", "2b"]);
    expect(all.map(({ recordedAt }) => recordedAt)).toEqual(shown.flatMap((time) => [time, time]));
    expect(idsOf((await store.read("order-1")).events)).toEqual(["0a", "0b", "2a", "2b"]);
  },
  "says where an append has put its last event": async ({ subject: { store } }) => {
    const first = await store.append("order-1", events("a", "b"));
    const second = await store.append("order-2", events("c", "d", "e"));
    expect([first.streamPosition, second.streamPosition]).toEqual([2, 3]);
    const positions = (await store.readAll()).map(({ globalPosition }) => globalPosition);
    expect([positions[1], positions[4]]).toEqual([first.globalPosition, second.globalPosition]);
    expect(positions).toEqual([...new Set(positions)].toSorted((left, right) => left - right));
  },
  "records nothing of an append that fails": async ({ subject: { store, settle } }) => {
    await store.append("order-1", events("a"));
    const unreadable: NewEvent = {
      id: "x",
      type: "ItemAdded",
      get data(): unknown {
        throw new Error("nothing to be read here");
      },
    };
    const { got, handler } = subscriber();
    store.subscribe(handler);
    for (const stream of ["order-1", "order-2"])
      await expect(store.append(stream, [...events("b"), unreadable, ...events("c")])).rejects.toBeInstanceOf(Error);
    await settle();
    expect((await store.read("order-2")).exists).toBe(false);
    expect(await store.append("order-1", events("d"))).toMatchObject({ streamPosition: 2 });
    await settle();
    expect(idsOf(await store.readAll())).toEqual(["a", "d"]);
    expect(got).toEqual(["a", "d"]);
  },
  "keeps copies, and hands out copies": async ({ subject: { store, settle } }) => {
    const data = { lines: [{ quantity: 1 }] };
    await store.append("order-1", [{ id: "a", type: "ItemAdded", data, metadata: { correlationId: "request-1" } }]);
    const before = structuredClone((await store.read("order-1")).events);
    for (const line of data.lines) line.quantity = 2;
    const change = (event: RecordedEvent | undefined): void => {
      event?.recordedAt.setTime(0);
      // What is handed out may be frozen: nothing is changed then.
      Reflect.set((event as RecordedEvent<NewEvent<string, typeof data>>).data.lines[0] ?? {}, "quantity", 3);
      Reflect.set(event?.metadata ?? {}, "correlationId", "request-2");
    };
    change((await store.read("order-1")).events[0]);
    change((await store.readAll())[0]);
    store.subscribe(async (event) => change(event));
    await settle();
    expect((await store.read("order-1")).events).toEqual(before);
    expect(await store.readAll()).toEqual(before);
  },
  "an append of nothing changes nothing": async ({ subject: { store, settle } }) => {
    const { got, handler } = subscriber();
    store.subscribe(handler);
    expect(await store.append("order-1", [])).toMatchObject({ streamPosition: 0 });
    const { globalPosition } = await store.append("order-2", events("a"));
    expect(await store.append("order-2", [])).toMatchObject({ streamPosition: 1, globalPosition });
    expect(await store.append("order-1", [])).toMatchObject({ streamPosition: 0, globalPosition });
    await settle();
    expect((await store.read("order-1")).exists).toBe(false);
    expect(got).toEqual(["a"]);
  },
  "takes an event that it holds already for one more": async ({ subject: { store } }) => {
    await store.append("order-1", events("a"));
    await store.append("order-1", [...(await store.read("order-1")).events, ...events("b")]);
    await store.append("order-2", (await store.read("order-1")).events);
    const { events: read } = await store.read("order-2");
    expect(read.map(({ id, streamPosition }) => `${String(streamPosition)}: ${id}`)).toEqual(["1: a", "2: a", "3: b"]);
    expect(await store.readAll()).toHaveLength(6);
  },
  "reads page by page, each event once": async ({ subject: { store } }) => {
    for (let turn = 0; turn < 5; turn += 1)
      for (const stream of ["a", "b"])
        await store.append(stream, events(`${stream}${String(turn)}`, `${stream}${String(turn)}+`));
    await store.truncateBefore("a", 3);
    const all = idsOf(await store.readAll());
    expect(all).toHaveLength(18);
    expect([await store.readAll({ limit: 0 }), (await store.read("a", { limit: 0 })).events]).toEqual([[], []]);
    for (const limit of [1, 4, 9, 18, 100]) {
      expect(idsOf(await pages((after) => store.readAll({ after, limit }), "globalPosition"))).toEqual(all);
      const ofOne = await pages(async (after) => (await store.read("a", { after, limit })).events, "streamPosition");
      expect(idsOf(ofOne)).toEqual(all.filter((id) => id.startsWith("a")));
    }
  },
  "reads on after positions that no event has": async ({ subject: { store } }) => {
    await store.append("order-1", events("a", "b", "c"));
    await store.truncateBefore("order-1", 3);
    expect(idsOf((await store.read("order-1", { after: 1 })).events)).toEqual(["c"]);
    expect(idsOf(await store.readAll({ after: 1 }))).toEqual(["c"]);
    expect(await store.read("order-1", { after: 1000 })).toEqual({ exists: true, currentVersion: 3, events: [] });
    expect(await store.readAll({ after: 1000 })).toEqual([]);
  },
  "records every one of many appends at once, each as a whole and each writer's in order": async ({
    subject: { store, settle },
  }) => {
    const { got, handler } = subscriber();
    store.subscribe(handler);
    const write = async (writer: string): Promise<void> => {
      for (let turn = 0; turn < 10; turn += 1)
        await store.append("order-1", events(`${writer}${String(turn)}`, `${writer}${String(turn)}+`));
    };
    await Promise.all(["a", "b", "c", "d"].map(write));
    await settle();
    const { currentVersion, events: read } = await store.read("order-1");
    expect(currentVersion).toBe(80);
    expect(read.map(({ streamPosition }) => streamPosition)).toEqual(
      Array.from({ length: 80 }, (_, index) => index + 1),
    );
    const ids = idsOf(read);
    for (const writer of ["a", "b", "c", "d"]) {
      const own = ids.filter((id) => id.startsWith(writer) && !id.endsWith("+"));
      expect(own).toEqual(own.toSorted());
    }
    for (const [index, id] of ids.entries()) if (id.endsWith("+")) expect(`${String(ids[index - 1])}+`).toBe(id);
    expect(idsOf(await store.readAll())).toEqual(ids);
    expect(got).toEqual(ids);
  },
  "forgets all of a stream and nothing of the others, and knows that it was there": async ({
    subject: { store, settle },
  }) => {
    await store.append("order-1", events("a", "b"));
    await store.append("order-2", events("c"));
    await store.truncateBefore("order-1", 100);
    await store.truncateBefore("order-3", 1);
    const { got, handler } = subscriber();
    store.subscribe(handler);
    await settle();
    expect(await store.read("order-1")).toEqual({ exists: true, currentVersion: 2, events: [] });
    expect((await store.read("order-3")).exists).toBe(false);
    expect(idsOf(await store.readAll())).toEqual(["c"]);
    expect(await store.append("order-1", events("d"))).toMatchObject({ streamPosition: 3 });
    await settle();
    expect(got).toEqual(["c", "d"]);
  },
  "hands every subscriber all events after its position, whatever others do": async ({
    subject: { store, settle },
  }) => {
    await store.append("order-1", events("a", "b"));
    const { globalPosition } = await store.append("order-2", events("c"));
    const [first, late, slow] = [subscriber(), subscriber(), subscriber()];
    store.subscribe(first.handler);
    store.subscribe(late.handler, { after: globalPosition });
    const failing = store.subscribe(async () => Promise.reject(new Error("not this one")));
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    store.subscribe(async (event) => {
      await gate;
      await slow.handler(event);
    });
    await settle();
    expect([first.got, late.got, slow.got]).toEqual([["a", "b", "c"], [], []]);
    await store.append("order-1", events("d"));
    await settle();
    expect([first.got, late.got, slow.got]).toEqual([["a", "b", "c", "d"], ["d"], []]);
    expect(await failing.ended).toMatchObject({ reason: "handler-failed" });
    open();
    await settle();
    expect(slow.got).toEqual(["a", "b", "c", "d"]);
  },
  "hands a stopped subscriber nothing more, and it goes on where it stopped": async ({
    subject: { store, settle },
  }) => {
    const { got, handler } = subscriber();
    const others = subscriber();
    let position = 0;
    const handle = async (event: RecordedEvent): Promise<void> => {
      await handler(event);
      position = event.globalPosition;
    };
    const subscription = store.subscribe(handle);
    store.subscribe(others.handler);
    await store.append("order-1", events("a"));
    await settle();
    subscription.stop();
    subscription.stop();
    expect(await subscription.ended).toEqual({ reason: "stopped" });
    await store.append("order-1", events("b"));
    await store.append("order-2", events("c"));
    await settle();
    expect([got, others.got]).toEqual([["a"], ["a", "b", "c"]]);
    store.subscribe(handle, { after: position });
    await store.append("order-1", events("d"));
    await settle();
    expect(got).toEqual(["a", "b", "c", "d"]);
  },
  "hands over what is appended while a subscriber is with what was stored, once and one at a time": async ({
    subject: { store, settle },
  }) => {
    await store.append("order-1", events("a", "b"));
    const steps: string[] = [];
    store.subscribe(async ({ id }) => {
      steps.push(`${id} begins`);
      if (id === "a") await store.append("order-2", events("c"));
      await settle();
      steps.push(`${id} ends`);
    });
    // A handler is not called before its caller has the subscription.
    expect(steps).toEqual([]);
    await store.append("order-1", events("d"));
    for (let turn = 0; turn < 5; turn += 1) await settle();
    expect(steps.filter((step) => step.endsWith("begins"))).toHaveLength(4);
    expect(steps).toEqual(idsOf(await store.readAll()).flatMap((id) => [`${id} begins`, `${id} ends`]));
  },
  "finishes the event in hand when it is told to stop": async ({ subject: { store, settle } }) => {
    await store.append("order-1", events("a", "b"));
    const steps: string[] = [];
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const subscription = store.subscribe(async ({ id }) => {
      await gate;
      steps.push(id);
    });
    const ended = subscription.ended.then(({ reason }) => void steps.push(reason));
    await settle();
    subscription.stop();
    await settle();
    expect(steps).toEqual([]);
    open();
    await ended;
    await settle();
    expect(steps).toEqual(["a", "stopped"]);
  },
  "hands an event that failed to the subscriber that goes on before it": async ({ subject: { store, settle } }) => {
    await store.append("order-1", events("a", "b", "c"));
    const { got, handler } = subscriber();
    const subscription = store.subscribe(async (event) => {
      if (event.id === "b") throw new Error("not now");
      await handler(event);
    });
    const end = await subscription.ended;
    const failed = (await store.readAll())[1]?.globalPosition ?? 0;
    expect(end).toMatchObject({ reason: "handler-failed", globalPosition: failed });
    store.subscribe(handler, { after: failed - 1 });
    await settle();
    expect(got).toEqual(["a", "b", "c"]);
  },
  "hands a subscriber what its own handler appends": async ({ subject: { store, settle } }) => {
    const { got, handler } = subscriber();
    store.subscribe(async (event) => {
      await handler(event);
      if (event.id.length < 4) await store.append("order-2", events(`${event.id}a`));
    });
    await store.append("order-1", events("a"));
    await settle();
    expect(got).toEqual(["a", "aa", "aaa", "aaaa"]);
  },
});
