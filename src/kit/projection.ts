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
   * and in a rebuild next year. Types that it does not know are passed over. It resolves when all its
   * statements have been answered: the caller commits at once, and what comes later is lost.
   */
  apply(events: readonly RecordedEvent[], transaction: Transaction<Tables>): Promise<void>;
}

/** An event came although one or more before it, in the same stream, are not in the read model yet. */
export class EventGap extends Error {
  readonly code = "EVENT_GAP";
  readonly streamId: string;
  readonly expected: number;
  readonly received: number;

  /**
   * @param streamId the stream in which something is missing
   * @param expected stream position of the first event that is missing
   * @param received stream position of the event that came
   */
  constructor(streamId: string, expected: number, received: number) {
    super(
      `The next event of ${streamId} should be at position ${String(expected)}. The one at ${String(received)} came.`,
    );
    this.name = "EventGap";
    this.streamId = streamId;
    this.expected = expected;
    this.received = received;
  }
}

/** One order, as a customer's list of orders shows it. The table's key is `orderId`. */
export interface OrderViewRow {
  readonly orderId: string;
  readonly customerId: string;
  readonly status: "placed" | "paid" | "shipped" | "cancelled";
  /** As the event says it, in minor units: discount and delivery are in it, and in no line. */
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
  /** `"2026-01-15"`: a day of the calendar in the zone of the books. */
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
