import type * as exercise from "#exercise/08-cqrs/1-command-handler";
import { storeAtHand, testClock, testIds, type Broken, type Me, type StoreAtHand, type World } from "#spec";
import {
  CommandRefused,
  InvalidCommand,
  orderStream,
  type AppendResult,
  type CommandPorts,
  type KeyValueClient,
  type NewEvent,
  type OrderCommands,
  type OrderRequest,
} from "eventlings";
import { decider, validate } from "./shop.ts";

export type Exercise = typeof exercise;

/** A key-value store in memory, with a count of the calls on it. */
function keysAtHand() {
  const values = new Map<string, unknown>();
  let calls = 0;
  const answer = async <T>(perform: () => T): Promise<T> => {
    calls += 1;
    await Promise.resolve();
    return perform();
  };
  const client: KeyValueClient = {
    get: (key) => answer(() => values.get(key)),
    set: (key, value, { onlyIf } = {}) =>
      answer(() => {
        if (onlyIf !== undefined && values.has(key) !== (onlyIf === "present")) return false;
        values.set(key, structuredClone(value));
        return true;
      }),
    delete: (key) => answer(() => values.delete(key)),
    increment: (key, by = 1) =>
      answer(() => {
        const sum = Number(values.get(key) ?? 0) + by;
        values.set(key, sum);
        return sum;
      }),
  };
  return { client, calls: () => calls };
}

/** A service with one process, or several one after the other, whose calls are counted. */
export function serviceAtHand(filled: readonly NewEvent[] = [], rules: CommandPorts["decider"] = decider) {
  const clock = testClock();
  const store: StoreAtHand = storeAtHand(clock);
  if (filled.length > 0) store.fill(orderStream("1"), filled);
  const keys = keysAtHand();
  const published: string[] = [];
  let processes = 0;
  return {
    clock,
    store,
    published,
    keyCalls: keys.calls,
    /** What one more process of the service gets. */
    ports(): CommandPorts {
      processes += 1;
      return {
        store,
        decider: rules,
        validate,
        ids: testIds(`p${String(processes)}`),
        keys: keys.client,
        publish: ({ type }) => {
          published.push(type);
          return Promise.resolve();
        },
      };
    },
  };
}

/** Who sends a command: again and again until there is an answer, or until the business says no. */
export async function sendUntilAnswered(handler: OrderCommands, asked: OrderRequest): Promise<AppendResult> {
  for (let left = 4; ; left -= 1)
    try {
      return await handler.handle(asked);
    } catch (error) {
      if (error instanceof CommandRefused || error instanceof InvalidCommand || left === 0) throw error;
      if (error instanceof Error && Reflect.get(error, "code") === "NOT_IMPLEMENTED") throw error;
    }
}

/** What a sender was told. */
export type Told = { readonly positions: AppendResult } | { readonly refused: string };

/** The order service in a world, with this in the stream of order 1. */
export function openService(world: World<Exercise>, filled: readonly NewEvent[]) {
  const store = world.eventStore("event store");
  const stream = orderStream("1");
  if (filled.length > 0) store.fill(stream, filled);
  const keys = world.keyValue("keys");
  const bus = world.shared("bus");
  const published: string[] = [];
  const told: Told[] = [];
  return {
    told,
    published,
    /** The types of what was appended since the beginning. */
    appended: (): readonly string[] =>
      store
        .stream(stream)
        .events.slice(filled.length)
        .map(({ type }) => type),
    /** Where the last event of this type stands. */
    placeOf(type: string): AppendResult | undefined {
      const event = store.stream(stream).events.findLast((candidate) => candidate.type === type);
      return event && { streamPosition: event.streamPosition, globalPosition: event.globalPosition };
    },
    /** Something happens to another order. */
    async appendElsewhere(me: Me<Exercise>): Promise<void> {
      await store.for(me).append(orderStream("2"), [{ id: "other", type: "OrderPlaced", data: {} }], "any");
    },
    handler: (me: Me<Exercise>): OrderCommands =>
      me.exercise.createCommandHandler({
        store: store.for(me),
        decider,
        validate,
        ids: world.ids.for(me),
        keys: keys.for(me),
        publish: ({ type }) =>
          bus.call(me, {
            what: () => `publish ${type}`,
            changes: true,
            perform: () => {
              published.push(type);
            },
          }),
      }),
  };
}

export type Service = ReturnType<typeof openService>;

/** Sends until there is an answer, and writes it down. */
export async function sendAndNote(service: Service, me: Me<Exercise>, asked: OrderRequest): Promise<void> {
  try {
    service.told.push({ positions: await sendUntilAnswered(service.handler(me), asked) });
  } catch (error) {
    if (!(error instanceof CommandRefused)) throw error;
    service.told.push({ refused: error.code });
  }
}

/** One command was sent, however often: its events are there once, and everyone was told where. */
export function carriedOutOnce(service: Service, story: string, expected: readonly string[]): Broken | undefined {
  const appended = service.appended();
  if (appended.join() !== expected.join())
    return { happened: `${story} ${wrongEvents(appended, expected)}`, expected, received: appended };
  const place = service.placeOf(expected.at(-1) ?? "");
  const wrong = service.told.find(
    (told) =>
      !("positions" in told) ||
      told.positions.globalPosition !== place?.globalPosition ||
      told.positions.streamPosition !== place.streamPosition,
  );
  if (wrong === undefined) return undefined;
  if ("refused" in wrong)
    return {
      happened: `${story} It was carried out, and a sender of it was told that it is refused: its own events stood in its way.`,
      expected: place,
      received: wrong.refused,
    };
  return {
    happened: `${story} A sender of it was told other positions than those of its last event.`,
    expected: place,
    received: wrong.positions,
  };
}

function wrongEvents(appended: readonly string[], expected: readonly string[]): string {
  if (appended.length === 0) return "In the end nothing of it is in the stream.";
  if (appended.length < expected.length) return "In the end only a part of its events is in the stream.";
  return "In the end its events are in the stream more than once.";
}
