import type { Transaction } from "./database.ts";
import type { RecordedEvent } from "./event.ts";

/** How far a projection has come. The table's key is `projection`. */
export interface CheckpointRow {
  readonly projection: string;
  /** Global position of the last event that is in the read model; 0 before the first. */
  readonly position: number;
}

/** A read model: what it makes of events, in the tables that it has. */
export interface Projection<Tables extends object> {
  /** Its name, and the key of its checkpoint. */
  readonly name: string;
  /**
   * Puts a batch of events, in their order, into the read model. Everything that it reads and writes goes
   * through this transaction, and nothing else is asked: the same events give the same read model, today
   * and in a rebuild next year. Types that it does not know are passed over.
   */
  apply(events: readonly RecordedEvent[], transaction: Transaction<Tables>): Promise<void>;
}

/** One order, as a customer's list of orders shows it. The table's key is `orderId`. */
export interface OrderViewRow {
  readonly orderId: string;
  readonly customerId: string;
  readonly status: "placed" | "paid" | "shipped" | "cancelled";
  /** In minor units. */
  readonly total: number;
  /** How many pieces there are in all lines together. */
  readonly pieces: number;
  /** ISO 8601, as the events say it; `null` where it has not happened. */
  readonly placedAt: string;
  readonly paidAt: string | null;
  readonly shippedAt: string | null;
  readonly trackingNumber: string | null;
  /** Stream position of the last event that is in this row. */
  readonly version: number;
}

/** What one day brought in. The table's key is `day`. */
export interface DailyRevenueRow {
  /** `"2026-01-15"`. */
  readonly day: string;
  /** How many payments were received. */
  readonly payments: number;
  /** What was received, in minor units. */
  readonly received: number;
  /** What was given back, in minor units. */
  readonly refunded: number;
  /** Global position of the last event that is in this row. */
  readonly position: number;
}
