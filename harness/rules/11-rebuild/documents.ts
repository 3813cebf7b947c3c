import { same, type Broken, type Me, type World } from "#spec";
import type {
  DocumentRow,
  DocumentView,
  NewEvent,
  ParallelRebuild,
  ParallelRebuildPorts,
  PartitionedTables,
  RecordedEvent,
} from "eventlings";
import { numbersFrom } from "./orders.ts";
import { persist } from "./persist.ts";
import { withClockPutBack } from "./read-model.ts";

/** Points that somebody got, on an order of theirs or from somebody else; or news that concern nobody. */
export interface PointsFact {
  readonly stream: string;
  readonly to?: string;
  readonly from?: string;
  readonly points: number;
}

/** A log of points: mostly of orders, whose streams are mixed, and some are given on. */
export function anyPoints(seed: number, count: number, customers: readonly string[]): readonly PointsFact[] {
  const draw = numbersFrom(seed);
  const one = (): string => customers[draw(customers.length)] ?? "ada";
  return Array.from({ length: count }, (): PointsFact => {
    const points = 10 * (draw(9) + 1);
    const stream = `order-${String(draw(4) + 1)}`;
    const kind = draw(8);
    if (kind === 0) return { stream: "prices", points: 0 };
    const [from, to] = [one(), one()];
    return kind <= 2 && from !== to ? { stream, from, to, points } : { stream, to, points };
  });
}

const dataOf = (event: RecordedEvent): PointsFact => event.data as PointsFact;

const concerned = ({ from, to }: PointsFact): readonly string[] =>
  [from, to].filter((customer) => customer !== undefined);

function entryOf(customer: string, id: string, { from, points }: PointsFact): { text: string; points: number } {
  const sign = from === customer ? -1 : 1;
  return { text: `${id}: ${String(sign * points)}`, points: sign * points };
}

/** The documents that a log leads to. */
export function documentsOf(facts: readonly PointsFact[]): readonly DocumentRow[] {
  const rows = new Map<string, DocumentRow>();
  for (const [index, points] of facts.entries())
    for (const key of concerned(points)) {
      const before = rows.get(key) ?? { key, timeline: [], points: 0 };
      const entry = entryOf(key, `e${String(index + 1)}`, points);
      rows.set(key, { key, timeline: [...before.timeline, entry.text], points: before.points + entry.points });
    }
  return byKey([...rows.values()]);
}

const byKey = (rows: readonly DocumentRow[]): readonly DocumentRow[] =>
  rows.toSorted((left, right) => (left.key < right.key ? -1 : 1));

/** The view of these rules. `onApply` hears of everything that is put into a document. */
const pointsView = (onApply: (key: string, event: RecordedEvent) => void): DocumentView => ({
  keysOf: (event) => concerned(dataOf(event)),
  async apply(event, key, transaction) {
    onApply(key, event);
    const entry = entryOf(key, event.id, dataOf(event));
    const [row] = await transaction.select("documents", { where: { key } });
    if (row === undefined) await transaction.insert("documents", { key, timeline: [entry.text], points: entry.points });
    else {
      const next = { timeline: [...row.timeline, entry.text], points: row.points + entry.points };
      await transaction.update("documents", next, { key });
    }
  },
});

interface Exercise {
  createParallelRebuild(ports: ParallelRebuildPorts): ParallelRebuild;
}

export interface Plan {
  readonly facts: readonly PointsFact[];
  readonly partitions: number;
  readonly batchSize?: number;
  /** Where each partition stands from the start. Default: 0. */
  readonly positions?: readonly number[];
}

/** A log of points, and a view that is to be rebuilt from it. */
export function openView(world: World<Exercise>, { facts, partitions, batchSize = 2, positions = [] }: Plan) {
  const store = world.eventStore("event store");
  for (const [index, fact] of facts.entries()) store.fill(fact.stream, [toEvent(index, fact)]);
  const database = world.database<PartitionedTables>("database", {
    tables: { documents: { key: "key" }, partitions: { key: "partition" } },
  });
  // In another order than that of their numbers: no query may rely on it.
  const rows = Array.from({ length: partitions }, (_, partition) => ({
    partition,
    position: positions[partition] ?? 0,
  }));
  database.fill("partitions", rows.toReversed());
  const documents = (): readonly DocumentRow[] => byKey(database.rows("documents"));
  const end = (): number => store.events.at(-1)?.globalPosition ?? 0;
  return {
    store,
    database,
    documents,
    end,
    ports: (
      me: Me<Exercise>,
      onApply: (key: string, event: RecordedEvent) => void = () => undefined,
    ): ParallelRebuildPorts => ({
      // No order but the log's can be made of the times.
      store: withClockPutBack(store.for(me)),
      database: database.for(me),
      view: pointsView(onApply),
      partitions,
      batchSize,
    }),
    /** Does the work of partitions, one after the other, each again where it was refused. */
    async work(me: Me<Exercise>, ...numbers: readonly number[]): Promise<void> {
      const rebuild = me.exercise.createParallelRebuild(this.ports(me));
      for (const number of numbers) await persist(() => rebuild.work(number));
    },
    /** Are the documents what one process would have made of the log? `story` says what was going on. */
    differs(story: string): Broken | undefined {
      const expected = documentsOf(store.events.map(dataOf));
      const received = documents();
      if (same(received, expected)) return undefined;
      return { happened: `${story} ${sayDifference(expected, received)}`, expected, received };
    },
    /** Do the rows of `partitions` say that all of it is done? */
    unfinished(story: string): Broken | undefined {
      const behind = database.rows("partitions").find(({ position }) => position !== end());
      if (behind === undefined) return undefined;
      return {
        happened: `${story} The log ends at ${String(end())}, and the row of partition ${String(behind.partition)} says ${String(behind.position)}.`,
        expected: end(),
        received: behind.position,
      };
    },
  };
}

const toEvent = (index: number, fact: PointsFact): NewEvent => ({
  id: `e${String(index + 1)}`,
  type: fact.to === undefined ? "PriceListPrinted" : fact.from === undefined ? "PointsEarned" : "PointsGivenOn",
  data: fact,
});

function sayDifference(expected: readonly DocumentRow[], received: readonly DocumentRow[]): string {
  for (const { key } of [...expected, ...received]) {
    const right = expected.find((row) => row.key === key)?.timeline ?? [];
    const there = received.find((row) => row.key === key)?.timeline ?? [];
    const twice = there.find((entry, at) => there.indexOf(entry) !== at);
    if (twice !== undefined) return `“${twice}” is in the document of ${key} twice.`;
    const missing = right.find((entry) => !there.includes(entry));
    if (missing !== undefined) return `“${missing}” is missing in the document of ${key}.`;
    const extra = there.find((entry) => !right.includes(entry));
    if (extra !== undefined) return `“${extra}” is in the document of ${key}, and does not concern them.`;
    if (!same(there, right)) return `The document of ${key} has its events in another order than the log.`;
  }
  return "The documents have the right events, and a wrong number of points.";
}
