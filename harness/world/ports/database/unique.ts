import { DatabaseError } from "../../../../src/kit/index.ts";
import type { StoredRow, Table, Values } from "./table.ts";
import type { TransactionState } from "./transaction-state.ts";

/** Transactions that may still take a unique value, or give it up. `except`: the row that is to have it. */
export function contenders(
  table: Table,
  values: Values,
  transaction: TransactionState,
  open: Iterable<TransactionState>,
  except?: number,
): readonly TransactionState[] {
  const clashes = (row: StoredRow): boolean => row.id !== except && table.clash(row.values, values) !== undefined;
  const found = new Set(holders(table, table.rows.filter(clashes), transaction));
  for (const other of open) if (other !== transaction && other.unseen(table).some(clashes)) found.add(other);
  return [...found];
}

/** Other transactions that have locked or changed these rows. */
export function holders(
  table: Table,
  rows: readonly StoredRow[],
  transaction: TransactionState,
): readonly TransactionState[] {
  const found: TransactionState[] = [];
  for (const { id } of rows) {
    const holder = table.locks.get(id);
    if (holder !== undefined && holder !== transaction) found.push(holder as TransactionState);
  }
  return found;
}

/** A row with a unique value that these values have too: a committed one, or one of its own. */
export function clashing(
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

export const taken = (table: Table, columns: readonly string[]): DatabaseError =>
  new DatabaseError("23505", `A row of ${table.name} with this ${columns.join(", ")} is already there.`);
