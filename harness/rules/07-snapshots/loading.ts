import {
  isNotImplemented,
  same,
  storeAtHand,
  type Broken,
  type Me,
  type RuleContext,
  type StoreAtHand,
  type World,
} from "#spec";
import type { LoadedStream, Snapshot, SnapshotStore } from "eventlings";
import type * as exercise from "#exercise/07-snapshots/1-load-snapshot";
import { added, basketAt, basketFold, type Basket, type BasketEvent } from "./baskets.ts";

export type Exercise = typeof exercise;

/** Snapshots for rules that need no schedules: they count what is saved, and fail when told to. */
export class SnapshotsAtHand implements SnapshotStore<Basket> {
  readonly saved: Snapshot<Basket>[] = [];
  readonly #held = new Map<string, Snapshot<Basket>>();
  failure: Error | undefined;

  put(snapshot: Snapshot<Basket>): this {
    this.#held.set(snapshot.streamId, structuredClone(snapshot));
    return this;
  }

  async load(streamId: string): Promise<Snapshot<Basket> | undefined> {
    await Promise.resolve();
    if (this.failure !== undefined) throw this.failure;
    return structuredClone(this.#held.get(streamId));
  }

  async save(snapshot: Snapshot<Basket>): Promise<void> {
    await Promise.resolve();
    if (this.failure !== undefined) throw this.failure;
    this.saved.push(structuredClone(snapshot));
    this.put(snapshot);
  }
}

/** What a story of one stream begins with. */
export interface Beginning {
  /** How many events were appended to it. */
  readonly count: number;
  /** Version of its snapshot; 0 for none. */
  readonly cut: number;
  /** What the snapshot says, where it does not say what it should. */
  readonly items?: readonly string[];
}

export interface Story {
  readonly store: StoreAtHand;
  readonly snapshots: SnapshotsAtHand;
  readonly reported: unknown[];
  load(): Promise<LoadedStream<Basket>>;
}

/** A basket with so many events, its snapshot, another basket beside it, and the repository over them. */
export function tell({ exercise: { createSnapshotRepository } }: RuleContext<Exercise>, beginning: Beginning): Story {
  const { count, cut, items = basketAt(cut).items } = beginning;
  const store = storeAtHand().fill("basket-2", added(0, 4, "basket-2"));
  if (count > 0) store.fill("basket-1", added(0, count));
  const snapshots = new SnapshotsAtHand().put({ streamId: "basket-2", version: 4, state: { items: ["of basket-2"] } });
  if (cut > 0) snapshots.put({ streamId: "basket-1", version: cut, state: { items } });
  const reported: unknown[] = [];
  const repository = createSnapshotRepository<Basket, BasketEvent>({
    store,
    snapshots,
    fold: basketFold,
    report: (error) => void reported.push(error),
  });
  return { store, snapshots, reported, load: () => repository.load("basket-1") };
}

export const sayBeginning = ({ count, cut }: Beginning): string =>
  `basket-1 has ${count === 1 ? "1 event" : `${String(count)} events`}, and ${cut === 0 ? "no snapshot" : `a snapshot at version ${String(cut)}`}`;

/** A scene: a basket, its snapshot, somebody who loads it once, and somebody who does more to it meanwhile. */
export interface Meanwhile extends Beginning {
  /** May loading reject? */
  readonly mayReject: boolean;
  /** What somebody else does, call by call. */
  readonly others: readonly (
    { readonly append: number } | { readonly saveSnapshot: number } | { readonly truncateBefore: number }
  )[];
}

/** Loads while others write, and holds what came out against the history. */
export const loadsMeanwhile =
  ({ count, cut, items = basketAt(cut).items, mayReject, others }: Meanwhile) =>
  (world: World<Exercise>): { readonly atTheEnd: () => Broken | undefined } => {
    const store = world.eventStore("event store");
    const shared = world.shared("snapshots");
    let snapshot: Snapshot<Basket> = { streamId: "basket-1", version: cut, state: { items } };
    if (count > 0) store.fill("basket-1", added(0, count));
    const snapshotsFor = (me: Me<Exercise>): SnapshotStore<Basket> => ({
      load: () =>
        shared.call(me, {
          what: () => "load the snapshot of basket-1",
          changes: false,
          perform: () => structuredClone(snapshot),
          outcome: (answer) => (answer.ok ? `version ${String(snapshot.version)}` : "fails"),
        }),
      save: (saved) =>
        shared.call(me, {
          what: () => `save a snapshot of basket-1 at version ${String(saved.version)}`,
          changes: true,
          perform: () => {
            snapshot = saved;
          },
        }),
    });

    let outcome: { readonly loaded?: LoadedStream<Basket>; readonly error?: unknown } = {};
    world.process("reader", async (me) => {
      const { createSnapshotRepository } = me.exercise;
      const ports = { store: store.for(me), snapshots: snapshotsFor(me), fold: basketFold, report: () => undefined };
      try {
        outcome = { loaded: await createSnapshotRepository<Basket, BasketEvent>(ports).load("basket-1") };
      } catch (error) {
        if (isNotImplemented(error)) throw error;
        outcome = { error };
      }
    });
    world.process("somebody else", async (me) => {
      for (const action of others) {
        if ("append" in action) {
          const { append: position } = action;
          await store.for(me).append("basket-1", added(position - 1, position), position - 1);
        } else if ("saveSnapshot" in action) {
          const { saveSnapshot: version } = action;
          await snapshotsFor(me).save({ streamId: "basket-1", version, state: basketAt(version) });
        } else await store.for(me).truncateBefore("basket-1", action.truncateBefore);
      }
    });

    return {
      atTheEnd() {
        const { loaded, error } = outcome;
        if (loaded === undefined)
          return mayReject
            ? undefined
            : { happened: "Nothing was missing, and loading was rejected.", received: error };
        const { exists, version, state } = loaded;
        const expected = { exists: version > 0, version, state: basketAt(version) };
        const now = store.stream("basket-1").currentVersion;
        if (version < count || version > now)
          return {
            happened: `The stream was at version ${String(count)} when loading began, and at ${String(now)} in the end. What was loaded says that it is at another one.`,
            received: version,
          };
        if (!same(state, expected.state))
          return {
            happened: `Somebody else wrote while a basket was loaded. What came out is no moment of its history: at version ${String(version)}, its state was another one.`,
            expected,
            received: { exists, version, state },
          };
        if (exists === expected.exists) return undefined;
        return {
          happened: `Somebody else wrote while a basket was loaded. At version ${String(version)}, exists should be ${String(expected.exists)}: it belongs to the same moment as version and state.`,
          expected: { exists: expected.exists, version },
          received: { exists, version },
        };
      },
    };
  };
