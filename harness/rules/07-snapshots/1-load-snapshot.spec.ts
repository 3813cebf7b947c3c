import * as exercise from "#exercise/07-snapshots/1-load-snapshot";
import { isNotImplemented, rulesFor, storeAtHand } from "#spec";
import { MissingEvents, type DomainEvent, type Fold } from "eventlings";
import { added, basketAt } from "./baskets.ts";
import { isAbout } from "./findings.ts";
import { loadsMeanwhile, sayBeginning, tell } from "./loading.ts";

const rule = rulesFor("snapshots/load-snapshot", exercise);

/** Every stream of up to twelve events, and a snapshot anywhere in it; 0 for none. The shortest come first. */
const CUTS = Array.from({ length: 13 }, (_, count) =>
  Array.from({ length: count + 1 }, (__, cut) => ({ count, cut })),
).flat();

type Points = number | null;
/** The points of a voucher: 100 at first, `null` once it has expired. */
const points: Fold<Points, DomainEvent<string, number>> = {
  initialState: () => 100,
  evolve: (state, { data }) => (state === null ? null : state + data),
};

rule("same-as-replay", async (context) => {
  const { exercise, check, scenario, settle } = context;
  for (const beginning of CUTS) {
    await settle();
    const { load } = tell(context, beginning);
    scenario(sayBeginning(beginning));
    check.equal(
      (await load()).state,
      basketAt(beginning.count),
      "The state is not the one that all events of the stream give, each of them once and in order.",
    );
  }

  const loadVoucher = async (changes: readonly number[], snapshot?: { version: number; state: Points }) => {
    const events = changes.map((data, index) => ({ id: `v${String(index)}`, type: "PointsChanged", data }));
    const snapshots = {
      load: () => Promise.resolve(snapshot === undefined ? undefined : { streamId: "voucher-1", ...snapshot }),
      save: () => Promise.resolve(),
    };
    const store = storeAtHand().fill("voucher-1", events);
    const repository = exercise.createSnapshotRepository({ store, snapshots, fold: points, report: () => undefined });
    return (await repository.load("voucher-1")).state;
  };
  scenario(
    "the voucher of a customer begins with 100 points; its snapshot says that none are left, and 7 came after it",
  );
  check.equal(
    await loadVoucher([-100, 7], { version: 1, state: 0 }),
    7,
    "A state may be any value, 0 among them. The snapshot's state was taken for none.",
  );
  scenario(
    "the voucher of a customer begins with 100 points; its snapshot says that it has expired: its state is null",
  );
  check.equal(
    await loadVoucher([-100, 7], { version: 1, state: null }),
    null,
    "A state may be any value, null among them. The snapshot's state was taken for none.",
  );
  scenario("the points of a voucher were changed 2,500 times, by 1 each; it has no snapshot");
  check.equal(
    await check.succeeds(
      () => loadVoucher(Array.from({ length: 2_500 }, () => 1)),
      "A stream has 2,500 events, and all of them are there. Loading failed: did it read all of them?",
    ),
    2_600,
    "A stream has 2,500 events. The state is not the one that all of them give: did loading read all of them?",
  );
});

rule("version-comes-back", async (context) => {
  const { check, scenario, step, settle } = context;
  for (const beginning of CUTS) {
    await settle();
    const { count, cut } = beginning;
    const { load, store } = tell(context, beginning);
    scenario(sayBeginning(beginning));
    const { exists, version, snapshotVersion } = await load();
    check.equal(version, count, "The version is not the position of the stream's last event.");
    check.equal(exists, count > 0, "exists does not say whether anything was ever appended to the stream.");
    check.equal(
      snapshotVersion,
      cut,
      "snapshotVersion does not say which snapshot the state began with, and whoever decides about the next one relies on it.",
    );
    step(`append one more event, expecting version ${String(version)}`);
    await check.succeeds(
      () => store.append("basket-1", added(count, count + 1), version),
      "Nobody else wrote, and the save after the load was refused: the version that was loaded is not the stream's.",
    );
    step("load again");
    const { snapshotVersion: again, ...now } = await load();
    check.equal(
      now,
      { exists: true, version: count + 1, state: basketAt(count + 1) },
      "Another event was appended. The second load does not show the stream as it is now.",
    );
    check.equal(
      again,
      cut,
      "Nobody but load itself could have saved a snapshot between two loads, and the second one names another snapshotVersion than that of the snapshot that was stored.",
    );
  }
});

rule("only-the-tail", async (context) => {
  const { check, scenario, settle } = context;
  for (const beginning of CUTS) {
    await settle();
    const { count, cut } = beginning;
    const { load, store } = tell(context, beginning);
    scenario(sayBeginning(beginning));
    await load();
    const read = store.calls.reduce((sum, { events }) => sum + events, 0);
    check.that(
      read <= count - cut,
      `${sayBeginning(beginning)}. To load it, ${String(count - cut)} events are needed, and ${String(read)} were read.`,
      { expected: count - cut, received: store.calls },
    );
  }
});

rule("best-effort", async (context) => {
  const { check, step, scenario } = context;
  for (const cut of [0, 3, 5]) {
    const beginning = { count: 5, cut };
    const { load, snapshots, reported } = tell(context, beginning);
    scenario(`${sayBeginning(beginning)}; the snapshot store does not answer`);
    const failure = new Error("the snapshot store does not answer");
    snapshots.failure = failure;
    const loaded = await check.succeeds(
      load,
      "The snapshot store failed, and loading failed with it. All events were there to be replayed.",
    );
    check.equal(
      loaded,
      { exists: true, version: 5, state: basketAt(5), snapshotVersion: 0 },
      "The snapshot store failed. What was loaded is not what a replay of the five events gives.",
    );
    check.that(
      reported.some((told) => isAbout(told, failure)),
      "The snapshot store failed, and nobody was told: report was not called with its error. Loading will be slow for months before somebody wonders why.",
      { received: reported },
    );
  }
  for (const [cut, count] of [
    [0, 5],
    [3, 5],
    [5, 5],
    [8, 5],
  ] as const) {
    const beginning = { count, cut };
    const { load, store } = tell(context, beginning);
    scenario(sayBeginning(beginning));
    step("the connection to the event store breaks while the stream is read");
    store.failNext("read");
    // Whoever tries again has the right to a right answer.
    const loaded = await load().catch((error: unknown) => {
      if (isNotImplemented(error)) throw error;
      return undefined;
    });
    check.that(
      loaded === undefined || JSON.stringify(loaded.state) === JSON.stringify(basketAt(count)),
      "The event store could not be read, and load resolved all the same, to a state that leaves events out.",
      { received: loaded },
    );
  }
  {
    const beginning = { count: 5, cut: 3 };
    const { load, store } = tell(context, beginning);
    scenario(`${sayBeginning(beginning)}; the event store does not answer, however often it is asked`);
    store.read = async () => {
      await Promise.resolve();
      throw new Error("the event store does not answer");
    };
    await check.fails(
      load,
      () => true,
      "The event store never answered, and load resolved: nobody can know what the stream holds.",
    );
  }
});

rule("not-from-the-future", async (context) => {
  const { check, scenario, settle } = context;
  for (const count of [0, 1, 2, 5])
    for (const ahead of [1, 2, 5]) {
      await settle();
      const beginning = { count, cut: count + ahead, items: ["of another world"] };
      const { load } = tell(context, beginning);
      scenario(sayBeginning(beginning));
      const loaded = await check.succeeds(
        load,
        "The snapshot is ahead of its stream, and loading failed. The events alone give a right state.",
      );
      check.equal(
        loaded,
        { exists: count > 0, version: count, state: basketAt(count), snapshotVersion: 0 },
        "The snapshot is ahead of its stream: it rests on events that do not exist. The basket should be loaded as if there were no snapshot.",
      );
    }
});

rule("truncated", async (context) => {
  const { check, scenario, settle, step } = context;
  const isMissing = (error: unknown): boolean => error instanceof MissingEvents;
  const numbers = (from: number, to: number): number[] =>
    Array.from({ length: to - from + 1 }, (_, index) => from + index);
  for (const count of numbers(1, 5))
    for (const cut of numbers(0, count + 1))
      for (const before of numbers(1, count + 2)) {
        await settle();
        const beginning = { count, cut };
        const { load, store } = tell(context, beginning);
        scenario(sayBeginning(beginning));
        await store.truncateBefore("basket-1", before);
        step(`the events before position ${String(before)} were truncated`);
        store.calls.length = 0;
        // A snapshot that is ahead is none.
        const from = cut > count ? 0 : cut;
        if (before <= from + 1 || from === count) {
          const loaded = await check.succeeds(load, "Everything that is needed is there, and loading failed.");
          check.equal(
            loaded,
            { exists: true, version: count, state: basketAt(count), snapshotVersion: from },
            "The snapshot covers all events that were truncated. What was loaded is not the basket as it is.",
          );
        } else
          await check.fails(
            load,
            isMissing,
            `Events that are needed are gone, and ${cut === 0 ? "there is no snapshot" : "the snapshot does not cover them"}: load should reject with MissingEvents, as nobody can know the state.`,
          );
      }
  const { load, store, snapshots } = tell(context, { count: 5, cut: 4 });
  scenario("basket-1 has 5 events, of which 3 are truncated; its snapshot is at version 4; the snapshot store is down");
  await store.truncateBefore("basket-1", 4);
  snapshots.failure = new Error("the snapshot store does not answer");
  await check.fails(
    load,
    () => true,
    "The beginning of the stream is gone, and so is the snapshot for the moment. load resolved to what the rest of the events gives.",
  );
});

rule("only-reads", async (context) => {
  const { check, scenario } = context;
  for (const [count, cut] of [
    [1, 0],
    [10, 0],
    [100, 0],
    [100, 50],
    [300, 299],
    [300, 400],
    [1_000, 0],
  ] as const) {
    const beginning = { count, cut };
    const { load, store, snapshots } = tell(context, beginning);
    scenario(sayBeginning(beginning));
    await load();
    check.equal(
      snapshots.saved.map(({ version }) => version),
      [],
      "The basket was loaded and nobody changed it. Loading has saved a snapshot: with each read, from now on.",
    );
    check.equal(
      store.calls.filter(({ call }) => call !== "read" && call !== "readAll"),
      [],
      "Loading has changed the event store.",
    );
  }
});

rule("others-meanwhile", async ({ attack }) => {
  await attack(
    loadsMeanwhile({
      count: 3,
      cut: 2,
      mayReject: true,
      others: [{ append: 4 }, { saveSnapshot: 4 }, { truncateBefore: 5 }, { append: 5 }],
    }),
  );
  const foreign = ["of another world"];
  await attack(
    loadsMeanwhile({ count: 3, cut: 9, items: foreign, mayReject: false, others: [{ append: 4 }, { append: 5 }] }),
  );
  await attack(
    loadsMeanwhile({ count: 0, cut: 4, items: foreign, mayReject: false, others: [{ append: 1 }, { append: 2 }] }),
  );
});
