import type * as exercise from "#exercise/08-cqrs/2-wait-for-position";
import type { Me, World } from "#spec";
import type {
  CheckpointRow,
  Database,
  OrderAnswer,
  OrderQueries,
  OrderViewRow,
  RunningTimer,
  Statements,
  Timers,
  WaitFor,
} from "eventlings";

export type Exercise = typeof exercise;

type Tables = { orders: OrderViewRow; checkpoints: CheckpointRow };

/** The name of the projection, and how often it is looked at. */
export const PROJECTION = "order-list";
export const POLL = 10;

/** An order's row. Version 1: placed; 2: paid. */
export const view = (version: 1 | 2, orderId = "order-1"): OrderViewRow => ({
  orderId,
  customerId: "ada",
  status: version === 1 ? "placed" : "paid",
  total: 2500,
  pieces: 2,
  placedAt: "2026-01-15T09:00:00.000Z",
  paidAt: version === 1 ? null : "2026-01-15T09:00:01.000Z",
  shippedAt: null,
  trackingNumber: null,
  version,
});

/** What is in the read model when a scene begins. */
interface Before {
  readonly orders?: readonly OrderViewRow[];
  /** Of the projection; without it, it has put nothing in yet. */
  readonly checkpoint?: number;
}

/** Milliseconds that a statement takes. */
interface Speed {
  readonly slow?: number;
}

/** A read model in a world, the projection that feeds it, and a count of what the queries do. */
export function openReadModel(world: World<Exercise>, { orders = [], checkpoint, slow = 0 }: Before & Speed = {}) {
  const database = world.database<Tables>("read model", {
    tables: { orders: { key: "orderId" }, checkpoints: { key: "projection" } },
  });
  database.fill("orders", orders);
  // Another projection with another place: it says nothing of this one.
  database.fill("checkpoints", [{ projection: "daily-revenue", position: 90 }]);
  if (checkpoint !== undefined) database.fill("checkpoints", [{ projection: PROJECTION, position: checkpoint }]);
  const store = world.eventStore("event store");
  const used = { looks: [] as number[], statements: 0, timers: 0, storeCalls: 0 };

  const watched = (statements: Statements<Tables>, timers: Timers): Statements<Tables> => {
    const slowly = async <T>(perform: () => Promise<T>): Promise<T> => {
      used.statements += 1;
      if (slow > 0) await timers.sleep(slow);
      return perform();
    };
    return {
      select: (table, options) => {
        // A look is one at the checkpoint. When it begins counts.
        if (table === "checkpoints") used.looks.push(world.clock.elapsed);
        return slowly(() => statements.select(table, options));
      },
      insert: ((table: keyof Tables, row: never, options: never) =>
        slowly(() => statements.insert(table, row, options))) as Statements<Tables>["insert"],
      update: (table, changes, where) => slowly(() => statements.update(table, changes, where)),
      delete: (table, where) => slowly(() => statements.delete(table, where)),
    };
  };

  const counted = (timers: Timers): Timers => ({
    now: () => timers.now(),
    async sleep(milliseconds) {
      used.timers += 1;
      await timers.sleep(milliseconds);
      used.timers -= 1;
    },
    start(milliseconds, callback): RunningTimer {
      let isRunning = true;
      used.timers += 1;
      const end = (): void => {
        if (isRunning) used.timers -= 1;
        isRunning = false;
      };
      const timer = timers.start(milliseconds, () => {
        end();
        callback();
      });
      return {
        cancel() {
          end();
          timer.cancel();
        },
      };
    },
  });

  return {
    used,
    /** Transactions that were begun and not ended. */
    openTransactions: () => database.openTransactions,
    queries(me: Me<Exercise>): OrderQueries {
      const timers = world.clock.for(me);
      const port = database.for(me);
      const watchedDatabase: Database<Tables> = {
        ...watched(port, timers),
        transaction: (work, options) =>
          port.transaction((tx) => work({ ...watched(tx, timers), ids: () => tx.ids() }), options),
        async begin(options) {
          const tx = await port.begin(options);
          return {
            ...watched(tx, timers),
            ids: () => tx.ids(),
            commit: () => tx.commit(),
            rollback: () => tx.rollback(),
          };
        },
      };
      const client = store.for(me);
      const noted =
        <A extends unknown[], R>(call: (...args: A) => R) =>
        (...args: A): R => {
          used.storeCalls += 1;
          return call(...args);
        };
      return me.exercise.createOrderQueries({
        database: watchedDatabase,
        projection: PROJECTION,
        timers: counted(timers),
        pollEvery: POLL,
        store: {
          append: noted(client.append),
          read: noted(client.read),
          readAll: noted(client.readAll),
          truncateBefore: noted(client.truncateBefore),
        },
      });
    },
    /** What the projection does about one event: row and checkpoint, in one transaction. */
    project: (me: Me<Exercise>, row: OrderViewRow, position: number): Promise<void> =>
      database.for(me).transaction(async (tx) => {
        const { orderId, ...columns } = row;
        if ((await tx.update("orders", columns, { orderId })) === 0) await tx.insert("orders", row);
        const moved = await tx.update("checkpoints", { position }, { projection: PROJECTION });
        if (moved === 0) await tx.insert("checkpoints", { projection: PROJECTION, position });
      }),
  };
}

/** One answer, when it came, and what was left behind at that moment. */
export interface Asked {
  readonly answer: OrderAnswer | { readonly outcome: "rejected"; readonly error: unknown };
  readonly after: number;
  readonly timersLeft: number;
  readonly statements: number;
}

/** Asks for order-1 and notes what came of it. */
export type Ask = (waitFor?: WaitFor) => Promise<Asked>;

/** Asks one object, as often as it is called. */
export function asker(world: World<Exercise>, model: ReturnType<typeof openReadModel>, me: Me<Exercise>): Ask {
  const queries = model.queries(me);
  return async (waitFor) => {
    const began = world.clock.elapsed;
    let answer: Asked["answer"];
    try {
      answer = await (waitFor === undefined ? queries.getOrder("order-1") : queries.getOrder("order-1", waitFor));
    } catch (error) {
      if (error instanceof Error && Reflect.get(error, "code") === "NOT_IMPLEMENTED") throw error;
      answer = { outcome: "rejected", error };
    }
    const { timers: timersLeft, statements } = model.used;
    return { answer, after: world.clock.elapsed - began, timersLeft, statements };
  };
}

/** Asks once. */
export const ask = (
  world: World<Exercise>,
  model: ReturnType<typeof openReadModel>,
  me: Me<Exercise>,
  waitFor?: WaitFor,
): Promise<Asked> => asker(world, model, me)(waitFor);
