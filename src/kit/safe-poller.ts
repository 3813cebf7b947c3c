import type { NumberedEvent } from "./numbered-log.ts";

/** An event as a row of a log that also keeps which transaction wrote it: PostgreSQL's `xid8`. */
export interface LoggedEvent extends NumberedEvent {
  readonly streamId: string;
  /** 1, 2, 3 … within its stream. Who appends has seen the event before it in the stream committed. */
  readonly streamPosition: number;
  /** Ids are given in the order of first writes, not of commits, and not of inserts into this table. */
  readonly transactionId: bigint;
}

export interface PollerTables {
  readonly events: LoggedEvent;
}

/** What one look into the log gives. */
export interface Poll {
  /** The next events, at most as many as were asked for. */
  readonly events: readonly LoggedEvent[];
  /**
   * Where to go on: you make it, and you get it back, perhaps in another process. Whoever polls stores
   * it with what it made of the events.
   */
  readonly cursor: string;
  /** What is committed and must not be delivered yet; absent where there is nothing of that kind. */
  readonly stall?: {
    /** How many events wait: committed, not delivered, and not only left out by the limit. */
    readonly events: number;
    /** Id of the oldest transaction that is open: all of them wait for this one. */
    readonly behind: bigint;
  };
}

/** Reads a log that many transactions write to, in an order that never changes. */
export interface SafePoller {
  /** @param cursor that of the last poll; without it, from the first event */
  poll(cursor: string | undefined, limit: number): Promise<Poll>;
}
