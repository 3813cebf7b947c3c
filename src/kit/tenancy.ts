import type { Database, Row, Transaction } from "./database.ts";

/** Who is asking, as the login has proved it. Whatever a request says of itself is not proved. */
export interface Session {
  readonly tenant: string;
}

/** An event of a tenant as it is published. */
export interface NewTenantEvent {
  /** What must stay in order shares a key: the order's id. Two tenants may use the same keys. */
  readonly key: string;
  /** What the tenant's shop sent, as it sent it. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** An event where the log keeps it. */
export interface TenantEvent extends NewTenantEvent {
  readonly tenant: string;
  readonly partition: number;
  /** Its place in this partition of this tenant: 1, 2, 3 … without a gap. */
  readonly position: number;
}

/** Which events of a partition, and how many. */
export interface TenantReadOptions {
  /** Only events after this position. Default 0: from the first. */
  readonly after?: number;
  /** At most this many. Default: all of them. */
  readonly limit?: number;
}

/**
 * The platform's log. Each tenant has partitions 0, 1, 2 … of its own, as many as every other tenant. Each call is
 * atomic, and can fail.
 */
export interface TenantLog {
  /** The tenants that have events, in no order that means anything. */
  tenants(): Promise<readonly string[]>;
  /**
   * Appends behind the last event of a partition, and says at which position.
   *
   * @throws RangeError where there is no such partition
   */
  append(tenant: string, partition: number, event: NewTenantEvent): Promise<number>;
  /**
   * Reads a partition of a tenant, in its order.
   *
   * @throws RangeError where there is no such partition
   */
  read(tenant: string, partition: number, options?: TenantReadOptions): Promise<readonly TenantEvent[]>;
  /** Every event of every tenant: for those who run the platform, and count what each tenant owes. */
  readEverything(): Promise<readonly TenantEvent[]>;
}

/** How far a tenant's partition was handled. The table's key is `tenant` and `partition` together. */
export interface TenantCheckpointRow {
  readonly tenant: string;
  readonly partition: number;
  /** Position of the last event that was handled. */
  readonly position: number;
}

/** The checkpoints, and what the handler keeps. */
export interface TenantTables {
  checkpoints: TenantCheckpointRow;
  /** The handler's own. Its key is `place`, which the database gives. */
  handled: Row & { readonly place: number; readonly event: string };
}

/**
 * What is done about an event. It changes the database by this transaction alone, and may fail with any error. The
 * next event of the same tenant's partition waits until it has resolved.
 */
export type TenantHandler = (event: TenantEvent, transaction: Transaction<TenantTables>) => Promise<void>;

/** What a router needs. */
export interface TenantRouterPorts {
  readonly log: TenantLog;
  /** How many partitions each tenant has: 1 or more. The same in every process, for ever. */
  readonly partitions: number;
  readonly database: Database<TenantTables>;
  readonly handle: TenantHandler;
  /** Most events of one tenant's partition that one round handles. 1 or more. */
  readonly quota: number;
}

/** A tenant's partition in which a round failed. */
export interface TenantFailure {
  readonly tenant: string;
  readonly partition: number;
  /** As it was thrown. */
  readonly error: unknown;
}

/** Keeps the tenants of a platform apart. Many processes have one, over the same log and database. */
export interface TenantRouter {
  /**
   * Puts an event into the log of whoever is asking.
   *
   * @throws whatever the log throws: then nobody knows whether it is there, and whoever called decides what to do
   */
  publish(session: Session, event: NewTenantEvent): Promise<void>;
  /**
   * The events with this key of whoever is asking, in the order in which they were published.
   *
   * @throws whatever the log throws
   */
  read(session: Session, key: string): Promise<readonly TenantEvent[]>;
  /**
   * One round: of each tenant, in each of these partitions, the next events after the checkpoint, in their order. The
   * partitions are those that the group has given to this process, or had a moment ago: another process may be at
   * work on the same ones. Resolves with what failed; such a partition of such a tenant is tried again in a later
   * round. Only where the list of tenants cannot be read may the whole round reject.
   */
  work(partitions: readonly number[]): Promise<readonly TenantFailure[]>;
}
