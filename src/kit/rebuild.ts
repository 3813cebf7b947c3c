import type { Database, Transaction } from "./database.ts";
import type { EventStoreClient } from "./event-store-client.ts";
import type { RecordedEvent } from "./event.ts";

/** Every table of the read model exists twice. Readers read one slot; the other can be filled meanwhile. */
export type Slot = "blue" | "green";

/** What a slot holds. The table's key is `slot`. */
export interface SlotRow {
  readonly slot: Slot;
  /** Version of the projections that filled it; 0 where none has. */
  readonly version: number;
  /** Global position of the last event that is in the slot; 0 before the first. */
  readonly position: number;
}

/** Which slot readers read. The table has one row, and its key is `name`. */
export interface LiveRow {
  readonly name: "read-model";
  readonly slot: Slot;
}

/** A customer, as the service desk sees them. The table's key is `slot` and `customerId`. */
export interface CustomerRow {
  readonly slot: Slot;
  readonly customerId: string;
  /** What happened with all of their orders, in order: `["order-1 placed", "order-2 placed", "order-1 paid"]`. */
  readonly timeline: readonly string[];
  /** What they have paid, in minor units. */
  readonly paid: number;
}

/** What came in on a day. The table's key is `slot` and `day`. */
export interface TakingsRow {
  readonly slot: Slot;
  /** `"2026-01-15"`. */
  readonly day: string;
  /** In minor units. */
  readonly received: number;
}

/** The read model's tables, and what is known of its two slots. */
export interface SlottedTables {
  customers: CustomerRow;
  takings: TakingsRow;
  slots: SlotRow;
  live: LiveRow;
}

/** A projection that can fill either slot. It counts and collects: an event that it gets twice is in it twice. */
export interface SlottedView {
  readonly kind: "view";
  readonly name: string;
  /** Puts events, in this order, into the rows of a slot. */
  apply(events: readonly RecordedEvent[], transaction: Transaction<SlottedTables>, slot: Slot): Promise<void>;
  /** Deletes all rows that it has in a slot. */
  clear(transaction: Transaction<SlottedTables>, slot: Slot): Promise<void>;
}

/** Does something out in the world when an event happens: sends a mail, calls a carrier. */
export interface Reaction {
  readonly kind: "reaction";
  readonly name: string;
  handle(event: RecordedEvent): Promise<void>;
}

/** What the shop has registered for its events. */
export type ShopHandler = SlottedView | Reaction;

/** What a rebuild needs. */
export interface RebuildPorts {
  readonly store: EventStoreClient;
  /** `slots` has a row for each slot and `live` has its row, from the start. */
  readonly database: Database<SlottedTables>;
  /** All that is registered, in any order. */
  readonly handlers: readonly ShopHandler[];
  /**
   * Version of these projections: another one, whenever their code has changed. At least 1. The live slot can
   * have the same. There are never rebuilds of two versions at the same time.
   */
  readonly version: number;
  /** Most events of one read of the log. At least 1. */
  readonly batchSize: number;
}

/** Builds a read model anew, beside the one that is live. */
export interface Rebuild {
  /**
   * Goes on until it finds nothing more in the log. It may reject where the store or the database does, or
   * where another process was faster; or its process may die. Then it is called again, perhaps by another
   * process, and goes on.
   */
  run(): Promise<void>;
}

/** What a read model in two slots needs. */
export interface BlueGreenPorts {
  readonly store: EventStoreClient;
  /** A slot is in use while `slots` has a row of it. `live` has its row from the start. */
  readonly database: Database<SlottedTables>;
  /** What fills each slot: the old code and the new. */
  readonly views: Readonly<Record<Slot, SlottedView>>;
  /** How many events of the log a slot may lack, at most, when readers are switched to it. 0 or more. */
  readonly maxLag: number;
  /** Most events of one read of the log. At least 1. */
  readonly batchSize: number;
}

/**
 * A read model in two slots. Several processes use it at the same time. Any call may reject where the store
 * or the database does, or where another process was faster (a serialization failure, say). It is made again.
 */
export interface BlueGreen {
  /** One round: the next batch of the log, if there is one, for each slot that is in use, live or not. */
  follow(): Promise<void>;
  /**
   * Switches all readers to a slot if it is in use and lacks at most `maxLag` events. Says whether the slot
   * is fit for that; where it cannot find out, it rejects. To go back is the same call with the other slot.
   * (Where readers read the slot already, the answer is yours.)
   */
  switchTo(slot: Slot): Promise<boolean>;
  /**
   * Takes a slot that is not live out of use: its rows are gone, and its row in `slots`. Says whether it did
   * so: the slot that readers read is never retired. (Where it is out of use already, the answer is yours.)
   */
  retire(slot: Slot): Promise<boolean>;
  /** A customer, as the live slot shows them; `undefined` where it has no such customer. */
  find(customerId: string): Promise<CustomerRow | undefined>;
}

/** How far one partition has come. The table's key is `partition`. */
export interface PartitionRow {
  /** 0, 1, 2 … */
  readonly partition: number;
  /** Global position up to which all that concerns this partition is in the view; 0 before the first event. */
  readonly position: number;
}

/** One document of a view: all that it knows about one customer, say. The table's key is `key`. */
export interface DocumentRow {
  readonly key: string;
  /** What has happened to it, in order. */
  readonly timeline: readonly string[];
  readonly points: number;
}

/** The tables of a view that is rebuilt in partitions. */
export interface PartitionedTables {
  documents: DocumentRow;
  partitions: PartitionRow;
}

/** A projection into documents. It knows which documents an event concerns; streams are no concern of its. */
export interface DocumentView {
  /**
   * Keys of the documents that an event concerns, each once. Some events concern none, some several: points
   * that a customer gives to another one are in both of their documents.
   */
  keysOf(event: RecordedEvent): readonly string[];
  /** Puts an event into one document: reads its row and writes it. What it gets twice is in it twice. */
  apply(event: RecordedEvent, key: string, transaction: Transaction<PartitionedTables>): Promise<void>;
}

/** What a rebuild in partitions needs. */
export interface ParallelRebuildPorts {
  readonly store: EventStoreClient;
  /** `partitions` has a row for each partition from the start, at position 0. */
  readonly database: Database<PartitionedTables>;
  readonly view: DocumentView;
  /** How many partitions there are, numbered from 0. It does not change during a rebuild. At least 1. */
  readonly partitions: number;
  /** Most events of one read of the log. At least 1. */
  readonly batchSize: number;
}

/** Builds a view in partitions, which make progress independently of each other. */
export interface ParallelRebuild {
  /**
   * Does one partition's share until it finds nothing more in the log. It may reject where the store or the
   * database does, or where another process was faster; or its process may die. Then it is called again,
   * perhaps by another process.
   */
  work(partition: number): Promise<void>;
  /** Global position up to which the *whole* view is complete: every event up to there is in it. */
  position(): Promise<number>;
}
