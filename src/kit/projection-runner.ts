import type { Database } from "./database.ts";
import type { EventStoreClient } from "./event-store-client.ts";
import type { CheckpointRow, DailyRevenueRow, OrderViewRow, Projection } from "./projection.ts";

/** How much of one article was ordered. The table's key is `sku`. Nothing in it tells which events were counted. */
export interface SalesRow {
  readonly sku: string;
  readonly pieces: number;
}

/** The shop's read models, in one database with the checkpoints. */
export interface ReadModelTables {
  orders: OrderViewRow;
  revenue: DailyRevenueRow;
  sales: SalesRow;
  checkpoints: CheckpointRow;
}

/** What a runner needs. */
export interface RunnerPorts {
  readonly store: EventStoreClient;
  readonly database: Database<ReadModelTables>;
  /** No two of them have the same name, or write the same table. */
  readonly projections: readonly Projection<ReadModelTables>[];
  /** Most events of one batch. */
  readonly batchSize: number;
}

/** What became of one projection in one round. */
export interface ProjectionProgress {
  /** The projection's name. */
  readonly projection: string;
  /** Its checkpoint after the round; where it failed or another runner was faster, as it was last seen. */
  readonly position: number;
  /** How many events this round put into its read model. */
  readonly applied: number;
  /**
   * What it failed with, as it was thrown; absent where it did not fail. Whether a round tells of an error
   * where another runner was faster is up to you.
   */
  readonly error?: unknown;
}

/** Keeps read models up to date, round by round. */
export interface ProjectionRunner {
  /**
   * One round: of each projection, the next batch after its checkpoint, if there is one. Resolves with
   * what became of each, in the order in which the runner was given them, also where some have failed.
   * What `apply` rejects with is that projection's own failure, also if it is a `DatabaseError`: a row that
   * is there already, say. Only where a call of the runner itself to the store or the database fails may the
   * whole round reject.
   */
  runOnce(): Promise<readonly ProjectionProgress[]>;
}
