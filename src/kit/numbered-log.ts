import type { Row } from "./database.ts";

/**
 * An event as a row of a table that numbers its rows from a sequence. An insert takes the next number
 * at once, and the row is seen at the commit: numbers appear out of order. The number of a transaction
 * that rolls back, or whose process dies, is never used.
 */
export interface NumberedEvent extends Row {
  readonly id: string;
  readonly position: number;
}

/** The tables around a high-water mark. */
export interface HighWaterTables {
  readonly events: NumberedEvent;
  /** One row, `name: "events"`: nothing at or below `position` will ever appear any more. It begins at 0. */
  readonly marks: Row & { readonly name: string; readonly position: number };
  /** Numbers that the mark has passed and that no event has, from `first` (the key) up to `last`. */
  readonly skips: Row & { readonly first: number; readonly last: number; readonly skippedAt: Date };
}

/** Says how far a numbered log can be read without missing anything. */
export interface HighWaterMark {
  /**
   * Looks once, moves the stored mark as far as it is safe, and says where it is. It never waits: it
   * is called again in a moment. It rejects where the database does, and can be called again after that.
   */
  advance(): Promise<number>;
}
