import type { NewEvent, RecordedEvent } from "./event.ts";
import type { AppendResult } from "./event-store.ts";
import type { StreamState } from "./expected-version.ts";

/** An event as a writer inserts it: at the place in its stream that the writer wants it to have. */
export type PlacedEvent = NewEvent & { readonly streamId: string; readonly streamPosition: number };

/** A row was not inserted because its place is taken. The code is PostgreSQL's for it. */
export class UniqueViolation extends Error {
  readonly code = "23505";

  constructor(message = "The row breaks the constraint UNIQUE (stream_id, stream_position).") {
    super(message);
    this.name = "UniqueViolation";
  }
}

/**
 * The table `events` of a database that many processes write to, with the constraint
 * `UNIQUE (stream_id, stream_position)`.
 *
 * Each call is one statement and atomic in itself. Between two calls, anything may happen. The
 * table knows nothing of expected versions, and it does not mind a gap between two positions.
 */
export interface EventTable {
  /** Where a stream stands at this moment. Events that were truncated still count. */
  streamState(streamId: string): Promise<StreamState>;

  /** The stream's rows after a position, in order. Truncated events are no longer among them. */
  rowsAfter(streamId: string, position: number): Promise<readonly RecordedEvent[]>;

  /** The stream's rows that carry one of these ids, in the order of their positions. */
  findByIds(streamId: string, ids: readonly string[]): Promise<readonly RecordedEvent[]>;

  /**
   * Inserts all the rows in one transaction, and says where the last of them is.
   *
   * Rejects with `UniqueViolation`, and inserts none, where the place of one is taken. If it rejects
   * with anything else, the connection or the database failed: the rows may be in the table or not.
   */
  insert(rows: readonly PlacedEvent[]): Promise<AppendResult>;
}
