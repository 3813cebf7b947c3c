import { isNotImplemented, type Broken, type Me, type World } from "#spec";
import {
  orderStream,
  type CheckpointRow,
  type Database,
  type EventStoreClient,
  type Projection,
  type ProjectionProgress,
  type ProjectionRunner,
  type ReadModelTables,
  type RecordedEvent,
  type RunnerPorts,
} from "eventlings";

interface Runners {
  createProjectionRunner(ports: RunnerPorts): ProjectionRunner;
}

/** The day whose row the revenue of the scene is in. */
const DAY = "2026-01-15";

/** Counts the orders: one mug each. It is not safe to repeat. Called "sales". */
export const sales: Projection<ReadModelTables> = {
  name: "sales",
  async apply(events, transaction) {
    await transaction.update("sales", { pieces: { increment: events.length } }, { sku: "mug" });
  },
};

/** Counts the payments, as many as orders. It is not safe to repeat. Called "revenue". */
export const revenue: Projection<ReadModelTables> = {
  name: "revenue",
  async apply(events, transaction) {
    await transaction.update("revenue", { payments: { increment: events.length } }, { day: DAY });
  },
};

/** The same projection; it tells of the events that it gets, and may fail once it has made its change. */
export const watched = (
  projection: Projection<ReadModelTables>,
  onApply: (events: readonly RecordedEvent[]) => void,
): Projection<ReadModelTables> => ({
  name: projection.name,
  async apply(events, transaction) {
    await projection.apply(events, transaction);
    onApply(events);
  },
});

/** A log of so many orders, a database with two read models, and what can be said of them. */
export function openShop(world: World<Runners>, orders: number, checkpoints: readonly CheckpointRow[] = []) {
  const store = world.eventStore("log");
  // One append each: between two of them the global positions have a gap.
  const append = (number: number, streamId = orderStream(String(number))): void =>
    void store.fill(streamId, [
      { id: `evt-${String(number)}`, type: "OrderPlaced", data: { lines: [{ sku: "mug", quantity: 1 }] } },
    ]);
  for (let number = 1; number <= orders; number += 1) append(number);
  const database = world.database<ReadModelTables>("database", {
    tables: {
      orders: { key: "orderId" },
      revenue: { key: "day" },
      sales: { key: "sku" },
      checkpoints: { key: "projection" },
    },
  });

  const position = (name: string): number =>
    database.rows("checkpoints").find(({ projection }) => projection === name)?.position ?? 0;
  const counted = (name: string): number =>
    name === "sales" ? (database.rows("sales")[0]?.pieces ?? 0) : (database.rows("revenue")[0]?.payments ?? 0);
  const upTo = (place: number): number => store.events.filter(({ globalPosition }) => globalPosition <= place).length;

  database.fill("checkpoints", checkpoints);
  database.fill("sales", [{ sku: "mug", pieces: upTo(position("sales")) }]);
  database.fill("revenue", [{ day: DAY, payments: upTo(position("revenue")), received: 0, refunded: 0, position: 0 }]);

  return {
    store,
    database,
    position,
    counted,
    /** One more event, which no projection of these looks into. */
    append: (streamId: string) => append(store.events.length + 1, streamId),
    /** Global position of the order with this number. */
    positionOf: (number: number): number => store.events[number - 1]?.globalPosition ?? 0,

    ports: (
      me: Me<Runners>,
      { projections = [sales], batchSize = 2, ...ports }: Partial<RunnerPorts> = {},
    ): RunnerPorts => ({ store: store.for(me), database: database.for(me), projections, batchSize, ...ports }),

    /** Runs so many rounds. What the store or the database fails with may come out of a round. */
    async run(me: Me<Runners>, rounds: number, options: Partial<RunnerPorts> = {}): Promise<void> {
      const runner = me.exercise.createProjectionRunner(this.ports(me, options));
      for (let round = 1; round <= rounds; round += 1) {
        try {
          const progress = await runner.runOnce();
          const unwritten = progress.find(({ error }) => isNotImplemented(error));
          if (unwritten !== undefined) throw unwritten.error;
        } catch (error) {
          if (!isConnectionError(error)) throw error;
        }
      }
    },

    /** Does a read model hold something else than the events up to its checkpoint? */
    apart(name: string, story: string): Broken | undefined {
      const place = position(name);
      const expected = upTo(place);
      const received = counted(name);
      if (received === expected) return undefined;
      const what =
        received > expected
          ? "An event was counted twice; or it is in, the checkpoint does not say so, and it will be."
          : "An event was noted as done whose effect is not there, and nobody will ever look for it again.";
      return {
        happened: `${story} The checkpoint of "${name}" is at ${String(place)}; up to there, the log has ${said(expected)}. The read model has counted ${String(received)}. ${what}`,
        expected,
        received,
      };
    },

    /** Has a read model not come to the end of the log? */
    behind(name: string, story: string): Broken | undefined {
      const received = counted(name);
      if (position(name) === (store.events.at(-1)?.globalPosition ?? 0)) return undefined;
      return {
        happened: `${story} There were rounds enough, and "${name}" has not come to the end of the log: its checkpoint is at ${String(position(name))}, and it has counted ${String(received)} of ${said(store.events.length)}.`,
      };
    },
  };
}

export type Shop = ReturnType<typeof openShop>;

const said = (events: number): string => (events === 1 ? "1 event" : `${String(events)} events`);

/** What a call fails with whose answer was lost, or that lost a race under a stricter isolation. */
function isConnectionError(error: unknown): boolean {
  return error instanceof Error && ["08006", "40001", "ECONNRESET"].includes(String(Reflect.get(error, "code")));
}

/** Progress as a rule compares it: without what a failure carries. */
export const places = (progress: readonly ProjectionProgress[]): readonly Omit<ProjectionProgress, "error">[] =>
  progress.map(({ projection, position, applied }) => ({ projection, position, applied }));

/** What a round asked of its ports. */
export class Bill {
  /** Limits of the reads of the log; `Infinity` where there was none. */
  readonly reads: number[] = [];
  transactions = 0;

  store(store: EventStoreClient): EventStoreClient {
    return {
      ...store,
      readAll: (options) => {
        this.reads.push(options?.limit ?? Infinity);
        return store.readAll(options);
      },
    };
  }

  database(database: Database<ReadModelTables>): Database<ReadModelTables> {
    return {
      ...database,
      begin: (options) => {
        this.transactions += 1;
        return database.begin(options);
      },
      transaction: (work, options) => {
        this.transactions += 1;
        return database.transaction(work, options);
      },
    };
  }
}

/** Notes what is wrong while a process tells its story; the first thing counts. */
export class Findings {
  #first: Broken | undefined;

  note(happened: string, values: Omit<Broken, "happened"> = {}): void {
    this.#first ??= { happened, ...values };
  }

  get first(): Broken | undefined {
    return this.#first;
  }
}
