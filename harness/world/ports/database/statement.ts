import { DatabaseError, type Changes, type SelectOptions, type Where } from "../../../../src/kit/index.ts";
import { copy } from "../../copy.ts";
import type { StoredRow, Table, Values } from "./table.ts";
import { changedMeanwhile, type TransactionState } from "./transaction-state.ts";
import { arrange, changed, matches } from "./where.ts";

type AnyWhere = Where<Record<string, unknown>>;

/** A statement of a transaction: whom it has to wait for, and what it does once it need not. */
export interface Statement {
  readonly table: Table;
  readonly kind: "read" | "lock" | "write";
  /** Transactions that hold what it needs. */
  blockers(transaction: TransactionState, open: Iterable<TransactionState>): readonly TransactionState[];
  perform(transaction: TransactionState, open: Iterable<TransactionState>): unknown;
  what(): string;
  /** What came of it, in words. */
  outcome(value: unknown): string;
}

/** Reads rows, and locks them if it is told to. */
export function selectStatement(table: Table, options: SelectOptions<Record<string, unknown>>): Statement {
  const { where, limit = Infinity, forUpdate = false, skipLocked = false } = options;
  const rowsFor = (transaction: TransactionState): readonly StoredRow[] => {
    const found = transaction.visible(table).filter(({ values }) => matches(values, where));
    const free = skipLocked ? found.filter(({ id }) => isFree(table, id, transaction)) : found;
    const arranged = arrange(free, options);
    return arranged.length > limit ? arranged.slice(0, limit) : arranged;
  };
  return {
    table,
    kind: forUpdate ? "lock" : "read",
    blockers: (transaction) => (forUpdate && !skipLocked ? holders(table, rowsFor(transaction), transaction) : []),
    perform(transaction) {
      const rows = rowsFor(transaction);
      if (forUpdate) for (const row of rows) transaction.lock(table, row);
      return rows.map(({ values }) => copy(values));
    },
    what: () =>
      `select from ${table.name}${tellWhere(where)}${forUpdate ? " for update" : ""}${skipLocked ? " skip locked" : ""}`,
    outcome: (value) => tellRows(table, value as readonly Values[]),
  };
}

/** Inserts a row, after whoever is about to insert the same has made up its mind. */
export function insertStatement(table: Table, given: Values, ifNew: boolean): Statement {
  const clashes = (row: StoredRow): boolean => table.clash(row.values, given) !== undefined;
  return {
    table,
    kind: "write",
    blockers(transaction, open) {
      const waiting = new Set(holders(table, table.rows.filter(clashes), transaction));
      for (const other of open) if (other !== transaction && other.unseen(table).some(clashes)) waiting.add(other);
      return [...waiting];
    },
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

/** Changes rows. */
export function updateStatement(table: Table, changes: Changes<Record<string, unknown>>, where: AnyWhere): Statement {
  const kept = copy(changes);
  return changing(
    table,
    where,
    () => `update ${table.name}: ${tellChanges(kept)}`,
    (transaction, row) => {
      const next: StoredRow = { id: row.id, values: changed(row.values, kept) };
      const clash = clashing(table, transaction, next.values, row.id);
      if (clash !== undefined) throw taken(table, clash.columns);
      return next;
    },
  );
}

/** Deletes rows. */
export const deleteStatement = (table: Table, where: AnyWhere): Statement =>
  changing(
    table,
    where,
    () => `delete from ${table.name}`,
    () => undefined,
  );

function changing(
  table: Table,
  where: AnyWhere,
  what: () => string,
  next: (transaction: TransactionState, row: StoredRow) => StoredRow | undefined,
): Statement {
  const rowsFor = (transaction: TransactionState): readonly StoredRow[] =>
    transaction.visible(table).filter(({ values }) => matches(values, where));
  return {
    table,
    kind: "write",
    blockers: (transaction) => holders(table, rowsFor(transaction), transaction),
    perform(transaction) {
      const rows = rowsFor(transaction);
      for (const row of rows) {
        transaction.lock(table, row);
        transaction.change(table, row, next(transaction, row));
      }
      return rows.length;
    },
    what: () => `${what()}${tellWhere(where)}`,
    outcome: (value) => (value === 1 ? "1 row" : `${String(value)} rows`),
  };
}

const isFree = (table: Table, id: number, transaction: TransactionState): boolean => {
  const holder = table.locks.get(id);
  return holder === undefined || holder === transaction;
};

function holders(table: Table, rows: readonly StoredRow[], transaction: TransactionState): readonly TransactionState[] {
  const found: TransactionState[] = [];
  for (const { id } of rows) {
    const holder = table.locks.get(id);
    if (holder !== undefined && holder !== transaction) found.push(holder as TransactionState);
  }
  return found;
}

/** A row with a unique value that these values have too: a committed one, or one of its own. */
function clashing(
  table: Table,
  transaction: TransactionState,
  values: Values,
  except?: number,
): { readonly row: StoredRow; readonly columns: readonly string[] } | undefined {
  // Of a row that it holds, its own version counts and not the committed one.
  const others = table.rows.filter(({ id }) => table.locks.get(id) !== transaction);
  const own = transaction.visible(table).filter(({ id }) => table.locks.get(id) === transaction);
  for (const row of [...others, ...transaction.unseen(table), ...own]) {
    const columns = row.id === except ? undefined : table.clash(row.values, values);
    if (columns !== undefined) return { row, columns };
  }
  return undefined;
}

const taken = (table: Table, columns: readonly string[]): DatabaseError =>
  new DatabaseError("23505", `A row of ${table.name} with this ${columns.join(", ")} is already there.`);

const nextNumber = (table: Table): number => (table.lastNumber += 1);

const tellRow = (table: Table, values: Values): string =>
  (table.unique[0] ?? []).map((column) => tellValue(values[column] ?? "?")).join("/");

/** Rows by their keys, where they are few. */
function tellRows(table: Table, rows: readonly Values[]): string {
  if (rows.length === 0) return "no rows";
  return rows.length > 4 ? `${String(rows.length)} rows` : rows.map((row) => tellRow(table, row)).join(", ");
}

const tellChanges = (changes: Changes<Record<string, unknown>>): string =>
  Object.entries(changes)
    .map(([column, change]) => {
      const by = typeof change === "object" && change !== null ? Reflect.get(change, "increment") : undefined;
      if (typeof by !== "number") return `${column} = ${tellValue(change)}`;
      return `${column} ${by < 0 ? "-" : "+"} ${String(Math.abs(by))}`;
    })
    .join(", ");

const tellWhere = (where: AnyWhere | undefined): string =>
  where === undefined || Object.keys(where).length === 0 ? "" : ` where ${tellColumns(where)}`;

const tellColumns = (columns: Readonly<Record<string, unknown>>): string =>
  Object.entries(columns)
    .map(([column, value]) => `${column} = ${tellValue(value)}`)
    .join(", ");

const tellValue = (value: unknown): string =>
  typeof value === "object" && value !== null && !(value instanceof Date)
    ? JSON.stringify(value, (_key, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner)).replaceAll(
        '"',
        "",
      )
    : String(value);
