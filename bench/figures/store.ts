import { createEventStore } from "../../solutions/04-event-store/1-append.ts";
import { createSnapshotRepository } from "../../solutions/07-snapshots/1-load-snapshot.ts";
import type { EventStoreClient, Fold, NewEvent, RecordedEvent, Snapshot } from "../../src/kit/index.ts";
import { collect } from "../collect.ts";
import type { Finding, Measurement } from "../figure.ts";
import { interleave, median, medianRatio, milliseconds } from "../statistics.ts";

/** Events of one measured batch of appends or reads. */
const EVENTS = 2_000;
/** How far a snapshot lies behind the end of its stream. */
const TAIL = 50;
/** Streams whose loading is compared: the guide of lesson 7 shows these. */
const LENGTHS = [100, 1_000, 10_000, 100_000] as const;

type Entry = NewEvent<"EntryPosted", { readonly amount: number }>;

const entries: Fold<number, Pick<Entry, "type" | "data">> = {
  initialState: () => 0,
  evolve: (balance, { data }) => balance + data.amount,
};

/** The reference store beside a bare array, and loading with a snapshot beside loading without. */
export const store: Measurement = {
  figures: () => [
    { name: "store-append", unit: "ratio", limit: 400 },
    { name: "store-read", unit: "ratio", limit: 400 },
    { name: "snapshot-load", unit: "ratio", limit: 0.05 },
    { name: "snapshot-gain", unit: "ratio", limit: 0.2 },
  ],

  async measure(wanted, { quick }) {
    const found = new Map<string, Finding>();
    const turns = quick ? 5 : 15;
    if (wanted.has("store-append")) found.set("store-append", await appends(turns));
    if (wanted.has("store-read")) found.set("store-read", await reads(turns));
    if (wanted.has("snapshot-load") || wanted.has("snapshot-gain")) {
      const loads = await snapshotLoads(quick ? 3 : 7);
      found.set("snapshot-load", loads.longest);
      found.set("snapshot-gain", loads.growth);
    }
    return found;
  },
};

const clock = { now: () => new Date(0) };
const entry = (index: number): Entry => ({
  id: `entry-${String(index)}`,
  type: "EntryPosted",
  data: { amount: index % 100 },
});

/** Appending events one by one, as a service does, and pushing the same objects onto an array. */
async function appends(turns: number): Promise<Finding> {
  const events = Array.from({ length: EVENTS }, (_, index) => entry(index));
  const pairs = await interleave(
    turns,
    async () => {
      const into = createEventStore({ clock });
      return timed(async () => {
        for (const event of events) await into.append("account-7", [event]);
      });
    },
    () => {
      const into: Entry[] = [];
      return timed(() => {
        for (const event of events) into.push(event);
        return Promise.resolve();
      });
    },
  );
  return { value: medianRatio(pairs), raw: inWords(pairs, "append", "push") };
}

/** Reading a whole stream, and slicing an array of the same length. */
async function reads(turns: number): Promise<Finding> {
  const events = Array.from({ length: EVENTS }, (_, index) => entry(index));
  const from = createEventStore({ clock });
  await from.append("account-7", events);
  const pairs = await interleave(
    turns,
    () => timed(() => from.read("account-7")),
    () => timed(() => Promise.resolve(events.slice())),
  );
  return { value: medianRatio(pairs), raw: inWords(pairs, "read", "slice") };
}

interface Loads {
  readonly longest: Finding;
  readonly growth: Finding;
}

/** Loading streams of different lengths, with a snapshot shortly before their ends and without any. */
async function snapshotLoads(turns: number): Promise<Loads> {
  const rows: { readonly length: number; readonly ratio: number; readonly raw: string }[] = [];
  for (const length of LENGTHS) {
    const { without, with: withOne } = await repositories(length);
    const pairs = await interleave(
      turns,
      () => timed(() => withOne.load("account-7")),
      () => timed(() => without.load("account-7")),
    );
    const raw = `${String(length)}: ${milliseconds(median(pairs.map(({ theirs }) => theirs)))} without, ${milliseconds(median(pairs.map(({ ours }) => ours)))} with`;
    rows.push({ length, ratio: medianRatio(pairs), raw });
  }
  const [first, last] = [rows.at(1), rows.at(-1)];
  const raw = rows.map((row) => row.raw).join("; ");
  return {
    longest: { value: last?.ratio ?? Number.NaN, raw },
    // How much of the cost a snapshot leaves at 100,000 events, beside what it leaves at 1,000.
    growth: { value: (last?.ratio ?? Number.NaN) / (first?.ratio ?? Number.NaN), raw },
  };
}

async function repositories(length: number) {
  const memory = createEventStore({ clock });
  await memory.append(
    "account-7",
    Array.from({ length }, (_, index) => entry(index)),
  );
  const store: EventStoreClient = { ...memory, append: () => Promise.reject(new Error("Nothing is appended here.")) };
  const { events } = await memory.read("account-7", { limit: length - TAIL });
  const state = events.reduce((balance, event) => entries.evolve(balance, event as RecordedEvent<Entry>), 0);
  const snapshot: Snapshot<number> = { streamId: "account-7", version: length - TAIL, state };
  const repository = (kept: Snapshot<number> | undefined) =>
    createSnapshotRepository({
      store,
      snapshots: { load: () => Promise.resolve(kept), save: () => Promise.resolve() },
      fold: entries,
      report: () => undefined,
    });
  return { with: repository(snapshot), without: repository(undefined) };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  collect();
  // Time of the processor: nothing here waits for anything else.
  const started = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(started);
  return Math.max(1, user + system) / 1000;
}

function inWords(
  pairs: readonly { readonly ours: number; readonly theirs: number }[],
  ours: string,
  theirs: string,
): string {
  const micro = (values: readonly number[]): string => `${(median(values) * 1000).toFixed(0)} µs`;
  return `${ours} ${micro(pairs.map((pair) => pair.ours))}, ${theirs} ${micro(pairs.map((pair) => pair.theirs))} for ${String(EVENTS)} events (${String(pairs.length)} pairs)`;
}
