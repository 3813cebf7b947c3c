/** One row: plain values by column. What you get is a copy. */
export type Row = Readonly<Record<string, unknown>>;

/** A condition on one column; all that are given must hold. SQL's `null` is `null` here. */
export interface Comparison<V> {
  readonly ne?: V;
  readonly lt?: V;
  readonly lte?: V;
  readonly gt?: V;
  readonly gte?: V;
  readonly in?: readonly V[];
}

/** The rows whose columns equal these values, or meet these comparisons. `{}` is all of them. */
export type Where<R extends object> = { readonly [C in keyof R]?: R[C] | Comparison<R[C]> };

/** New values for columns. `{ increment: 1 }` counts up without reading first. */
export type Changes<R extends object> = { readonly [C in keyof R]?: R[C] | { readonly increment: number } };

/** Which rows, in which order, and what becomes of them. */
export interface SelectOptions<R extends object> {
  readonly where?: Where<R>;
  /** Columns to order by; a minus in front turns the order round: `["-createdAt", "id"]`. */
  readonly orderBy?: readonly ((keyof R & string) | `-${keyof R & string}`)[];
  readonly limit?: number;
  /** `FOR UPDATE`: nobody else can lock or change these rows until the transaction ends. */
  readonly forUpdate?: boolean;
  /** `SKIP LOCKED`: leave out rows that someone else has locked, instead of waiting for them. */
  readonly skipLocked?: boolean;
}

/** The statements of a database with tables of these rows. Each is one round trip, and atomic in itself. */
export interface Statements<Tables extends object> {
  select<T extends keyof Tables & string>(
    table: T,
    options?: SelectOptions<Tables[T] & object>,
  ): Promise<readonly Tables[T][]>;

  /**
   * Inserts a row and says what was inserted, with the columns that the database fills in.
   * `ON CONFLICT DO NOTHING` is `{ ifNew: true }`: it gives `undefined` where a unique value is taken.
   *
   * @throws DatabaseError `23505` where a unique value is taken
   */
  insert<T extends keyof Tables & string>(
    table: T,
    row: Partial<Tables[T]>,
    options: { readonly ifNew: true },
  ): Promise<Tables[T] | undefined>;
  insert<T extends keyof Tables & string>(table: T, row: Partial<Tables[T]>): Promise<Tables[T]>;

  /** Changes rows and says how many. */
  update<T extends keyof Tables & string>(
    table: T,
    changes: Changes<Tables[T] & object>,
    where: Where<Tables[T] & object>,
  ): Promise<number>;

  /** Deletes rows and says how many. */
  delete<T extends keyof Tables & string>(table: T, where: Where<Tables[T] & object>): Promise<number>;
}

/** Where a transaction stands among the others, as `pg_current_xact_id()` and `pg_current_snapshot()` tell it. */
export interface TransactionIds {
  /** This transaction's own id. Ids are given in the order of first writes, and never twice. */
  readonly current: bigint;
  /** The oldest id that may still be open. Whatever is below has committed or rolled back. */
  readonly xmin: bigint;
}

/** Several statements that take effect together or not at all. */
export interface Transaction<Tables extends object> extends Statements<Tables> {
  /** Gives this transaction an id, if it has none, and says which are still open. */
  ids(): Promise<TransactionIds>;
}

/** A transaction that you end yourself. */
export interface OpenTransaction<Tables extends object> extends Transaction<Tables> {
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

/**
 * `read committed` (PostgreSQL's default): each statement sees what was committed when it began.
 * `repeatable read`: all statements see what was committed when the first one began; who changes a row
 * that someone else has changed since gets a `40001`.
 */
export type Isolation = "read committed" | "repeatable read";

/** A database that many processes use. Outside of a transaction, each statement commits by itself. */
export interface Database<Tables extends object> extends Statements<Tables> {
  /** Runs `work` in a transaction: commits when it returns, rolls back and rejects when it throws. */
  transaction<T>(
    work: (transaction: Transaction<Tables>) => Promise<T>,
    options?: { readonly isolation?: Isolation },
  ): Promise<T>;
  /** Begins a transaction that you must end. */
  begin(options?: { readonly isolation?: Isolation }): Promise<OpenTransaction<Tables>>;
}

/** What PostgreSQL calls the failures that a program must be able to tell apart. */
export const DATABASE_ERRORS = {
  "23505": "unique_violation",
  "25P02": "in_failed_sql_transaction",
  "40001": "serialization_failure",
  "40P01": "deadlock_detected",
  "08006": "connection_failure",
} as const;

/** A statement failed. The code is PostgreSQL's. */
export class DatabaseError extends Error {
  readonly code: keyof typeof DATABASE_ERRORS;

  constructor(code: keyof typeof DATABASE_ERRORS, message: string) {
    super(message);
    this.name = "DatabaseError";
    this.code = code;
  }
}
