import { DatabaseError, type Projection, type RecordedEvent, type Row, type Transaction } from "eventlings";
import { copy } from "../../world/copy.ts";
import {
  deleteStatement,
  insertStatement,
  selectStatement,
  updateStatement,
  type Statement,
} from "../../world/ports/database/statement.ts";
import { Table } from "../../world/ports/database/table.ts";
import { TransactionState } from "../../world/ports/database/transaction-state.ts";

/** What one transaction did to its table, by row. */
export interface Traffic {
  /** Keys of the rows that it was given. */
  readonly read: string[];
  /** Keys of the rows that it wrote: once for each time. */
  readonly written: string[];
  /** How many statements had no answer yet when the projection said that it was done. */
  unanswered: number;
}

/** So long it takes a database to answer, in microtasks: longer than a function takes to return through its callers. */
const LATENCY = 10;

/** A copy of an event, as it comes out of a store. A law makes thousands: the world's `copy` is slow with dates. */
const copyOf = (event: RecordedEvent): RecordedEvent => ({
  ...event,
  data: copy(event.data),
  recordedAt: new Date(event.recordedAt),
});

/**
 * A table for rules that need no schedules: it is used by one transaction at a time, which behaves like
 * one of the world's database, and it notes which rows are read and written.
 */
export class TableAtHand<Name extends string, R extends object> {
  readonly #table: Table;
  readonly #key: keyof R & string;

  constructor(name: Name, key: keyof R & string) {
    this.#table = new Table(name, { key });
    this.#key = key;
  }

  /** The committed rows, ordered by their key. */
  get rows(): readonly R[] {
    const keyOf = (row: R): string => String(row[this.#key]);
    return this.#table.rows
      .map(({ values }) => copy(values) as unknown as R)
      .toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
  }

  /** Hands a batch to a projection in a transaction, and commits if it resolves. Says what the transaction did. */
  async apply(projection: Projection<Record<Name, R>>, events: readonly RecordedEvent[]): Promise<Traffic> {
    return this.#inTransaction(projection, events, (state) => state.commit());
  }

  /** The same, but when the projection is done, the transaction is rolled back all the same. */
  async applyInVain(projection: Projection<Record<Name, R>>, events: readonly RecordedEvent[]): Promise<void> {
    await this.#inTransaction(projection, events, (state) => state.end());
  }

  async #inTransaction(
    projection: Projection<Record<Name, R>>,
    events: readonly RecordedEvent[],
    end: (state: TransactionState) => void,
  ): Promise<Traffic> {
    const state = new TransactionState("read committed");
    const traffic: Traffic = { read: [], written: [], unanswered: 0 };
    try {
      await projection.apply(events.map(copyOf), this.#transaction(state, traffic));
      if (!state.failed) end(state);
    } finally {
      state.end();
    }
    return traffic;
  }

  #transaction(state: TransactionState, traffic: Traffic): Transaction<Record<Name, R>> {
    const { read, written } = traffic;
    const keys = (rows: readonly Row[]): string[] => rows.map((row) => String(row[this.#key]));
    const table = (name: string): Table => {
      if (name !== this.#table.name) throw new Error(`There is no table ${name} here.`);
      return this.#table;
    };
    const found = (where: object): string[] =>
      keys(selectStatement(this.#table, { where: where as Row }).perform(state) as readonly Row[]);
    const perform = async (statement: () => Statement): Promise<unknown> => {
      state.refuseIfOver();
      traffic.unanswered += 1;
      // A database answers later, never in the middle of what the caller is doing.
      for (let turn = 0; turn < LATENCY; turn += 1) await Promise.resolve();
      // Nobody has waited for this answer, and nobody gets one: the rule says so of `apply`.
      if (state.isOver) return new Promise<never>(() => undefined);
      traffic.unanswered -= 1;
      if (state.failed)
        throw new DatabaseError("25P02", "The transaction has failed: all that is left is to roll back.");
      try {
        return statement().perform(state);
      } catch (error) {
        state.failed = true;
        throw error;
      }
    };
    const statements = {
      select: async (name: string, options: object = {}) => {
        const rows = (await perform(() => selectStatement(table(name), options))) as readonly Row[];
        read.push(...keys(rows));
        return rows;
      },
      insert: async (name: string, row: Row, { ifNew = false } = {}) => {
        const inserted = await perform(() => insertStatement(table(name), row, ifNew));
        if (inserted !== undefined) written.push(...keys([row]));
        return inserted;
      },
      update: (name: string, changes: Row, where: Row) =>
        perform(() => {
          written.push(...found(where));
          return updateStatement(table(name), changes, where);
        }),
      delete: (name: string, where: Row) =>
        perform(() => {
          written.push(...found(where));
          return deleteStatement(table(name), where);
        }),
      ids: () => Promise.reject(new Error("Nobody else is here whose transaction ids could matter.")),
    };
    return statements as unknown as Transaction<Record<Name, R>>;
  }
}
