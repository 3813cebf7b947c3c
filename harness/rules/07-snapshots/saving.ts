import { isNotImplemented, type Broken, type Me, type World } from "#spec";
import {
  ConcurrencyError,
  type Database,
  type LoadedStream,
  type SnapshotPolicy,
  type SnapshotTables,
} from "eventlings";
import type * as exercise from "#exercise/07-snapshots/2-snapshot-policy";
import { added, basketFold, replayed, type Basket, type BasketEvent, type NewBasketEvent } from "./baskets.ts";
import { failing } from "./databases.ts";

export type Exercise = typeof exercise;
export type Tables = SnapshotTables<Basket>;

/** A snapshot is due with the next event, whatever came before. */
export const ALWAYS_DUE = 1;

/** What the world of a policy has: the event store, and a database beside it. */
export function openShop(world: World<Exercise>, rows: readonly { readonly version: number }[] = []) {
  const store = world.eventStore("event store");
  const database = world.database<Tables>("database", { tables: { snapshots: { key: "streamId" } } });
  for (const { version } of rows) {
    store.fill("basket-1", added(0, version));
    database.fill("snapshots", [{ streamId: "basket-1", version, state: replayed(store.stream("basket-1").events) }]);
  }
  const nothing = world.shared("database (out of reach)");
  return {
    store,
    database,
    /** A database that fails whatever it is asked, as a timeline shows. */
    outOfReach: (me: Me<Exercise>, error: Error): Database<Tables> =>
      failing<Tables>((statement) =>
        nothing.call(me, {
          what: () => statement,
          changes: false,
          perform() {
            throw error;
          },
          outcome: () => "fails",
        }),
      ),
    row: (streamId = "basket-1") => database.rows("snapshots").find((row) => row.streamId === streamId),
    policy: (
      me: Me<Exercise>,
      every: number,
      { over = database.for(me), report = () => undefined }: PolicyOptions = {},
    ): SnapshotPolicy<Basket, BasketEvent> =>
      me.exercise.createSnapshotPolicy<Basket, BasketEvent>({
        store: store.for(me),
        database: over,
        fold: basketFold,
        every,
        report,
      }),
  };
}

interface PolicyOptions {
  readonly over?: Database<Tables>;
  readonly report?: (error: unknown) => void;
}

export type Shop = ReturnType<typeof openShop>;

/** A stream that nobody has written to. */
export const NEW: LoadedStream<Basket> = { exists: false, version: 0, state: { items: [] }, snapshotVersion: 0 };

/** What a save made of it, or the error. What a stub throws goes on to the judge. */
export async function saved(
  saving: Promise<LoadedStream<Basket>>,
): Promise<{ readonly stream?: LoadedStream<Basket>; readonly error?: unknown }> {
  try {
    return { stream: await saving };
  } catch (error) {
    if (isNotImplemented(error)) throw error;
    return { error };
  }
}

/** One event of somebody's own: at the next position, with an id that nobody else has. */
export function oneMore(version: number, who: string): NewBasketEvent[] {
  return added(version, version + 1).map((event) => ({ ...event, id: `${who}/${event.id}` }));
}

/** Loads a basket, adds to it and saves, until nobody came in between. Says the version that it has made. */
export async function addOne(
  me: Me<Exercise>,
  shop: Shop,
  policy: SnapshotPolicy<Basket, BasketEvent>,
): Promise<number> {
  for (;;) {
    const { exists, currentVersion, events } = await shop.store.for(me).read("basket-1");
    const loaded = { exists, version: currentVersion, state: replayed(events), snapshotVersion: 0 };
    const { stream, error } = await saved(policy.save("basket-1", loaded, oneMore(currentVersion, me.name)));
    if (stream !== undefined) return stream.version;
    if (!(error instanceof ConcurrencyError)) throw error;
  }
}

/** What is wrong where a snapshot is not there when save resolves: it may still be under way. */
export async function sayNotTaken(
  world: World<Exercise>,
  me: Me<Exercise>,
  shop: Shop,
  streamId: string,
): Promise<string> {
  const before = shop.row(streamId)?.version;
  await world.clock.for(me).sleep(1_000);
  return shop.row(streamId)?.version === before
    ? "One is due, and was not taken."
    : "One is due, and save resolved before its snapshot was saved: it went on behind its caller's back.";
}

/** Is the snapshot what the stream was at its version? */
export function falseSnapshot(shop: Shop): Broken | undefined {
  const row = shop.row();
  if (row === undefined) return undefined;
  const { currentVersion, events } = shop.store.stream("basket-1");
  if (row.version > currentVersion)
    return {
      happened: `There is a snapshot at version ${String(row.version)}, and the stream ends at ${String(currentVersion)}: it tells of events that are not stored.`,
      received: row,
    };
  const expected = replayed(events.filter(({ streamPosition }) => streamPosition <= row.version));
  if (JSON.stringify(expected) === JSON.stringify(row.state)) return undefined;
  return {
    happened: `The snapshot at version ${String(row.version)} does not hold the state that the stream's events give up to there.`,
    expected,
    received: row.state,
  };
}
