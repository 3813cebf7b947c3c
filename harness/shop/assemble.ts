import {
  CommandRefused,
  orderFold,
  type Database,
  type Decider,
  type DomainEvent,
  type EventStoreClient,
  type Ids,
  type KeyValueClient,
  type NewOrderEvent,
  type OrderCommand,
  type OrderCommands,
  type OrderEvent,
  type OrderQueries,
  type OrderRepository,
  type OrderState,
  type ProjectionRunner,
  type ReadModelTables,
  type SnapshotPolicy,
  type SnapshotRepository,
  type SnapshotTables,
  type StreamCommandHandler,
  type Timers,
} from "eventlings";
import type { ShopModules } from "./modules.ts";

/** What the shop keeps beside its events. */
export interface ShopTables extends ReadModelTables, SnapshotTables<OrderState> {}

/** What the shop runs on. */
export interface ShopPorts {
  readonly store: EventStoreClient;
  readonly database: Database<ShopTables>;
  readonly ids: Ids;
  readonly keys: KeyValueClient;
  readonly timers: Timers;
}

/** One process of the order service: each of the learner's parts, connected to the others. */
export interface Shop {
  readonly decide: (command: OrderCommand, state: OrderState) => readonly OrderEvent[];
  readonly commands: OrderCommands;
  readonly handle: StreamCommandHandler<OrderCommand>;
  readonly repository: OrderRepository;
  readonly snapshots: SnapshotRepository<OrderState>;
  readonly policy: SnapshotPolicy<OrderState, OrderEvent>;
  readonly queries: OrderQueries;
  readonly runner: ProjectionRunner;
}

/** How far two snapshots of an order are apart. Orders are short. */
const SNAPSHOT_EVERY = 2;
/** The zone of the shop's books. */
const ZONE = "Europe/London";
const BATCH = 10;
/** Name of the projection that keeps the view of orders. */
const ORDER_VIEW = "order-view";

export function assemble(modules: ShopModules, { store, database, ids, keys, timers }: ShopPorts): Shop {
  const decide = modules.decide.decideOrder;
  const decider: Decider<OrderCommand, OrderEvent, OrderState> = { ...orderFold, decide };
  const report = (): void => undefined;
  // Made when first asked for: in an attack, thousands of processes use one part each.
  const parts: { [P in keyof Shop]: () => Shop[P] } = {
    decide: () => decide,
    commands: () =>
      modules.commands.createCommandHandler({
        store,
        // An order's stream holds nothing but the events of an order.
        decider: decider as Decider<OrderCommand, DomainEvent, OrderState>,
        validate: (command) => command as OrderCommand,
        ids,
        keys,
        publish: () => Promise.resolve(),
      }),
    handle: () => modules.handler.createCommandHandler({ store, decider, ids, maxAttempts: 5 }),
    repository: () =>
      modules.repository.createOrderRepository({
        store,
        load: (history) => modules.aggregate.loadOrder({ ids, decide }, history),
      }),
    snapshots: () =>
      modules.snapshots.createSnapshotRepository<OrderState, OrderEvent>({
        store,
        snapshots: {
          async load(streamId) {
            const [row] = await database.select("snapshots", { where: { streamId } });
            return row;
          },
          save: () => Promise.reject(new CommandRefused("READ_ONLY", "Snapshots are taken by the policy.")),
        },
        fold: orderFold,
        report,
      }),
    policy: () =>
      modules.policy.createSnapshotPolicy<OrderState, OrderEvent>({
        store,
        database: database as Database<SnapshotTables<OrderState>> & Database<ShopTables>,
        fold: orderFold,
        every: SNAPSHOT_EVERY,
        report,
      }),
    queries: () =>
      modules.queries.createOrderQueries({
        database,
        projection: ORDER_VIEW,
        timers,
        pollEvery: 50,
        store,
      }),
    runner: () => {
      const orderView = modules.orderView.createOrderView();
      return modules.runner.createProjectionRunner({
        store,
        database,
        projections: [
          // Whatever the learner calls it: the questions wait for its checkpoint.
          { name: ORDER_VIEW, apply: (events, transaction) => orderView.apply(events, transaction) },
          modules.revenue.createDailyRevenue({ zone: ZONE }),
        ],
        batchSize: BATCH,
      });
    },
  };
  return lazily(parts);
}

/** Calls each function when its value is first asked for, and never again. */
function lazily<T extends object>(parts: { readonly [P in keyof T]: () => T[P] }): T {
  const made = {};
  for (const key of Object.keys(parts) as (keyof T)[])
    Object.defineProperty(made, key, {
      configurable: true,
      get() {
        const value = parts[key]();
        Object.defineProperty(made, key, { value });
        return value;
      },
    });
  return made as T;
}

/** Gives decided events their ids. */
export const identified = (events: readonly OrderEvent[], ids: Ids): readonly NewOrderEvent[] =>
  events.map((event) => ({ ...event, id: ids.next() }));
