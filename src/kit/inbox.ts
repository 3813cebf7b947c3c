import type { Transaction } from "./database.ts";
import type { QueueMessage } from "./queue.ts";

/** A mark: this consumer has handled this message. Both columns together are the table's key. */
export interface InboxRow {
  readonly consumer: string;
  readonly messageId: string;
}

/** What the shop's consumers keep in the database that they share. */
export interface ConsumerTables {
  readonly inbox: InboxRow;
  /** Loyalty points by customer. */
  readonly points: { readonly id: string; readonly balance: number };
  /** Parcels by order: each order goes out in one. */
  readonly parcels: { readonly id: string; readonly items: number };
}

/** What a consumer does about a message. Everything that it changes, it changes through this transaction. */
export type Effect = (message: QueueMessage, transaction: Transaction<ConsumerTables>) => Promise<void>;

/** Handles a delivered message: where it resolves, the message is acknowledged; where it rejects, it comes again. */
export type MessageHandler = (message: QueueMessage) => Promise<void>;
