/** Values of a row by column. */
export type Values = Readonly<Record<string, unknown>>;

/** What a table is like. */
export interface TableOptions {
  /** Columns that identify a row. Default: `id`. */
  readonly key?: string | readonly string[];
  /** Other columns, or groups of columns, whose values occur once. */
  readonly unique?: readonly (string | readonly string[])[];
  /**
   * A column that the database numbers by itself. A number is given out at the insert and never
   * again, whether or not the transaction commits: numbers become visible out of order, and leave gaps.
   */
  readonly sequence?: string;
}

/** One version of a row. It is never changed: an update makes a new one with the same `id`. */
export interface StoredRow {
  /** The same for all versions of a row. */
  readonly id: number;
  readonly values: Values;
}

/** A table: the rows that are committed, and who has locked which. */
export class Table {
  readonly name: string;
  /** Committed rows, as an array that is never changed: a snapshot is a reference to it. */
  rows: readonly StoredRow[] = [];
  /** Rows that a transaction has locked or changed, by id. The lock is the transaction itself. */
  readonly locks = new Map<number, object>();
  readonly sequence: string | undefined;
  /** Groups of columns that must be unique; the key comes first. */
  readonly unique: readonly (readonly string[])[];
  lastNumber = 0;
  /** Bits of what is committed and of what is locked; 0 while nobody has asked. */
  rowsBit = 0;
  locksBit = 0;
  #lastRow = 0;

  constructor(name: string, { key = "id", unique = [], sequence }: TableOptions) {
    this.name = name;
    this.sequence = sequence;
    this.unique = [key, ...unique].map((columns) => (typeof columns === "string" ? [columns] : columns));
  }

  nextRow(): number {
    return (this.#lastRow += 1);
  }

  /** A group of columns in which two rows are the same. As in SQL, null is never the same as null. */
  clash(one: Values, other: Values): readonly string[] | undefined {
    for (const columns of this.unique) {
      let same = true;
      for (const column of columns) {
        const value = keyOf(one[column]);
        if (value === undefined || value !== keyOf(other[column])) same = false;
      }
      if (same) return columns;
    }
    return undefined;
  }
}

/** A value that can be compared with ===. */
function keyOf(value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  return value instanceof Object ? JSON.stringify(value) : value;
}
