import { same, type Broken, type Me } from "#spec";
import type {
  BlueGreen,
  BlueGreenPorts,
  CustomerRow,
  Database,
  Slot,
  SlotRow,
  SlottedTables,
  SlottedView,
} from "eventlings";
import { fact } from "./orders.ts";
import { customersOf, customersView, takingsView, type openReadModel, type Opening } from "./read-model.ts";

export type Model = ReturnType<typeof openReadModel>;

interface Exercise {
  createBlueGreen(ports: BlueGreenPorts): BlueGreen;
}

/** Most events of one read of the log. */
export const BATCH = 2;

/** A slot that has come so far. */
export const at = (slot: Slot, position: number): SlotRow => ({ slot, version: slot === "blue" ? 1 : 2, position });
/** The code of a slot: it fills no other one. */
function codeOf(own: Slot, view: SlottedView = customersView()): SlottedView {
  const hold = (slot: Slot): void => {
    if (slot !== own) throw new Error(`The code of the ${own} slot was called for the ${slot} slot.`);
  };
  return {
    ...view,
    apply(events, transaction, slot) {
      hold(slot);
      return view.apply(events, transaction, slot);
    },
    clear(transaction, slot) {
      hold(slot);
      return view.clear(transaction, slot);
    },
  };
}

const views = { blue: codeOf("blue"), green: codeOf("green") };

/** Fills two tables. */
const customersAndTakings: SlottedView = {
  kind: "view",
  name: "customers and takings",
  async apply(events, transaction, slot) {
    await customersView().apply(events, transaction, slot);
    await takingsView.apply(events, transaction, slot);
  },
  async clear(transaction, slot) {
    await customersView().clear(transaction, slot);
    await takingsView.clear(transaction, slot);
  },
};

/** The code of two slots that have rows in two tables. */
export const viewsOfTwoTables = {
  blue: codeOf("blue", customersAndTakings),
  green: codeOf("green", customersAndTakings),
};

/** The code of two slots; that of the green one fails once. */
export function viewsOfWhichOneFails(): BlueGreenPorts["views"] {
  let failures = 1;
  return {
    ...views,
    green: codeOf(
      "green",
      customersView(() => {
        if (failures === 0) return;
        failures -= 1;
        throw new Error("The view cannot read this event.");
      }),
    ),
  };
}

export const portsFor = (
  me: Me<Exercise>,
  { store, database }: Pick<Model, "store" | "database">,
  options: Partial<BlueGreenPorts> = {},
): BlueGreenPorts => ({
  store: store.for(me),
  database: database.for(me),
  views,
  maxLag: 0,
  batchSize: BATCH,
  ...options,
});

export const open = (me: Me<Exercise>, model: Model, options?: Partial<BlueGreenPorts>): BlueGreen =>
  me.exercise.createBlueGreen(portsFor(me, model, options));

/**
 * The same database, with a busy operator. Right after a read of `live` outside of a transaction, six times, the other
 * slot is filled, readers are switched to it, and the one that they have left is retired; the third and fourth time,
 * somebody has begun to fill that one anew. (Whoever reads in a transaction is left in peace: other rules are about that.)
 */
export function switchedMeanwhile(model: Model, database: Database<SlottedTables>): Database<SlottedTables> {
  let moves = 0;
  const move = (): Promise<void> =>
    database.transaction(async (transaction) => {
      const left = model.live() ?? "blue";
      const next = left === "blue" ? "green" : "blue";
      const begun = moves === 3 || moves === 4 ? three.slice(0, 1) : [];
      for (const table of ["slots", "customers"] as const) await transaction.delete(table, {});
      await transaction.insert("slots", at(next, model.end()));
      for (const row of customersOf(next, three.map(fact))) await transaction.insert("customers", row);
      await transaction.update("live", { slot: next }, {});
      if (begun.length === 0) return;
      await transaction.insert("slots", at(left, model.positionOf(begun.length)));
      for (const row of customersOf(left, begun.map(fact))) await transaction.insert("customers", row);
    });
  return {
    ...database,
    async select(table, options) {
      const rows = await database.select(table, options);
      if (table !== "live" || moves === 6 || model.database.openTransactions > 0) return rows;
      moves += 1;
      await move();
      return rows;
    },
  };
}

/** Is this what some moment of the log could show, with at least so many entries? */
export function partial(answer: CustomerRow | undefined, whole: readonly string[], least: number): Broken | undefined {
  const entries = answer?.timeline ?? [];
  if (entries.length >= least && same(entries, whole.slice(0, entries.length))) return undefined;
  return {
    happened:
      answer === undefined
        ? "Somebody asked for Ada, who has ordered, and was told that there is no such customer."
        : `Somebody asked for Ada, and was told of ${sayEvents(entries.length)}. The model that was live had ${String(least)} from the start.`,
    expected: whole,
    received: answer?.timeline,
  };
}

/** What has happened to Ada. */
export const three = ["order-1 placed", "order-1 paid", "order-1 shipped"];

export const sayEvents = (count: number): string => (count === 1 ? "1 event" : `${String(count)} events`);

/** What must be true of the live slot at every moment. */
export function notOneLive(model: Model): Broken | undefined {
  const rows = model.database.rows("live");
  if (rows.length !== 1)
    return {
      happened: `At this moment, “live” has ${rows.length === 0 ? "no row" : `${String(rows.length)} rows`}: whoever reads now ${rows.length === 0 ? "has no slot to read" : "cannot know which slot to read"}.`,
      received: rows,
    };
  const live = model.live();
  if (live !== undefined && model.slot(live) !== undefined) return undefined;
  return {
    happened: `At this moment, readers read the ${String(live)} slot, and it is not in use: it has no row in “slots”.`,
    received: model.database.rows("slots"),
  };
}

/** Two slots that have all of a log of one event. */
export const level = (): Opening => ({
  log: three.slice(0, 1),
  slots: [at("blue", 1), at("green", 1)],
  filled: { blue: three.slice(0, 1), green: three.slice(0, 1) },
});
