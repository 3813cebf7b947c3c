import type { Changes, SelectOptions, Where } from "../../../../src/kit/index.ts";
import { copy } from "../../copy.ts";
import { Rows } from "./rows.ts";
import type { StoredRow, Table, Values } from "./table.ts";
import { tellChanges, tellRow, tellRows, tellWhere } from "./tell.ts";
import { changedMeanwhile, type TransactionState } from "./transaction-state.ts";
import { clashing, contenders, holders, taken } from "./unique.ts";
import { changed } from "./where.ts";

type AnyWhere = Where<Record<string, unknown>>;

/** A statement of a transaction: whom it has to wait for, and what it does once it need not. */
export interface Statement {
  readonly table: Table;
  readonly kind: "read" | "lock" | "write";
  /** What it looks for before it waits for any of it; absent where it does not. */
  readonly rows?: Rows;
  /**
   * Transactions that hold what it needs.
   *
   * @param found the rows that it found before it had to wait
   */
  blockers(
    transaction: TransactionState,
    open: Iterable<TransactionState>,
    found?: readonly StoredRow[],
  ): readonly TransactionState[];
  perform(transaction: TransactionState, found?: readonly StoredRow[]): unknown;
  what(): string;
  /** What came of it, in words. */
  outcome(value: unknown): string;
}

/** Reads rows, and locks them if it is told to. */
export function selectStatement(table: Table, options: SelectOptions<Record<string, unknown>>): Statement {
  const { where, limit = Infinity, forUpdate = false, skipLocked = false } = options;
  const waits = forUpdate && !skipLocked;
  const rows = new Rows(table, where, options);
  const rowsFor = (transaction: TransactionState, found?: readonly StoredRow[]): readonly StoredRow[] => {
    const arranged = found === undefined ? rows.find(transaction) : rows.findAgain(transaction, found);
    const free = skipLocked ? arranged.filter(({ id }) => isFree(table, id, transaction)) : arranged;
    return free.length > limit ? free.slice(0, limit) : free;
  };
  return {
    table,
    kind: forUpdate ? "lock" : "read",
    ...(waits && { rows }),
    blockers: (transaction, _open, found) => (waits ? holders(table, rowsFor(transaction, found), transaction) : []),
    perform(transaction, found) {
      const selected = rowsFor(transaction, found);
      if (forUpdate) for (const row of selected) transaction.lock(table, row);
      return selected.map(({ values }) => copy(values));
    },
    what: () =>
      `select from ${table.name}${tellWhere(where)}${forUpdate ? " for update" : ""}${skipLocked ? " skip locked" : ""}`,
    outcome: (value) => tellRows(table, value as readonly Values[]),
  };
}

/** Inserts a row, after whoever is about to insert the same has made up its mind. */
export function insertStatement(table: Table, given: Values, ifNew: boolean): Statement {
  return {
    table,
    kind: "write",
    blockers: (transaction, open) => contenders(table, given, transaction, open),
    perform(transaction) {
      const number = table.sequence !== undefined && given[table.sequence] === undefined;
      const values = copy(
        number && table.sequence !== undefined ? { ...given, [table.sequence]: nextNumber(table) } : given,
      );
      const clash = clashing(table, transaction, values);
      if (clash !== undefined) {
        if (!ifNew) throw taken(table, clash.columns);
        // As in PostgreSQL: what stands in the way must be something that this transaction can see.
        if (!transaction.visible(table).some(({ id }) => id === clash.row.id)) throw changedMeanwhile(table);
        return undefined;
      }
      transaction.add(table, { id: table.nextRow(), values });
      return copy(values);
    },
    what: () => `insert ${tellRow(table, given)} into ${table.name}${ifNew ? " if new" : ""}`,
    outcome: (value) => (value === undefined ? "already there" : "done"),
  };
}

/** Changes rows. A new unique value has to wait for whoever is about to have the same. */
export function updateStatement(table: Table, changes: Changes<Record<string, unknown>>, where: AnyWhere): Statement {
  const kept = copy(changes);
  const mayClash = table.unique.some((columns) => columns.some((column) => Object.hasOwn(kept, column)));
  return changing(table, where, {
    what: () => `update ${table.name}: ${tellChanges(kept)}`,
    contenders: (transaction, open, row) =>
      mayClash ? contenders(table, changed(row.values, kept), transaction, open, row.id) : [],
    next(transaction, row) {
      const next: StoredRow = { id: row.id, values: changed(row.values, kept) };
      const clash = clashing(table, transaction, next.values, row.id);
      if (clash !== undefined) throw taken(table, clash.columns);
      return next;
    },
  });
}

/** Deletes rows. */
export const deleteStatement = (table: Table, where: AnyWhere): Statement =>
  changing(table, where, {
    what: () => `delete from ${table.name}`,
    contenders: () => [],
    next: () => undefined,
  });

/** What becomes of each row that a statement changes. */
interface Change {
  what(): string;
  contenders(
    transaction: TransactionState,
    open: Iterable<TransactionState>,
    row: StoredRow,
  ): readonly TransactionState[];
  next(transaction: TransactionState, row: StoredRow): StoredRow | undefined;
}

function changing(table: Table, where: AnyWhere, change: Change): Statement {
  const rows = new Rows(table, where);
  const rowsFor = (transaction: TransactionState, found?: readonly StoredRow[]): readonly StoredRow[] =>
    found === undefined ? rows.find(transaction) : rows.findAgain(transaction, found);
  return {
    table,
    kind: "write",
    rows,
    blockers(transaction, open, found) {
      const now = rowsFor(transaction, found);
      return [...holders(table, now, transaction), ...now.flatMap((row) => change.contenders(transaction, open, row))];
    },
    perform(transaction, found) {
      const now = rowsFor(transaction, found);
      for (const row of now) {
        transaction.lock(table, row);
        transaction.change(table, row, change.next(transaction, row));
      }
      return now.length;
    },
    what: () => `${change.what()}${tellWhere(where)}`,
    outcome: (value) => (value === 1 ? "1 row" : `${String(value)} rows`),
  };
}

const isFree = (table: Table, id: number, transaction: TransactionState): boolean => {
  const holder = table.locks.get(id);
  return holder === undefined || holder === transaction;
};

const nextNumber = (table: Table): number => (table.lastNumber += 1);
