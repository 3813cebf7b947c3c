import type { SelectOptions, Where } from "../../../../src/kit/index.ts";
import type { StoredRow, Table } from "./table.ts";
import type { TransactionState } from "./transaction-state.ts";
import { arrange, inOrder, matches } from "./where.ts";

type AnyRow = Record<string, unknown>;

/**
 * The rows that a statement is about. One that has to wait for a row has already looked: afterwards it
 * looks again at those rows, as they are by then, and at no others. PostgreSQL calls it EvalPlanQual.
 */
export class Rows {
  readonly #table: Table;
  readonly #where: Where<AnyRow> | undefined;
  readonly #options: SelectOptions<AnyRow>;

  constructor(table: Table, where: Where<AnyRow> | undefined, options: SelectOptions<AnyRow> = {}) {
    this.#table = table;
    this.#where = where;
    this.#options = options;
  }

  /** Those that a statement which looks now finds, in the order that was asked for. */
  find(transaction: TransactionState): readonly StoredRow[] {
    return arrange(
      transaction.visible(this.#table).filter(({ values }) => matches(values, this.#where)),
      this.#options,
    );
  }

  /** Those of the rows found before that still meet the condition, as they are now, in the order of then. */
  findAgain(transaction: TransactionState, found: readonly StoredRow[]): readonly StoredRow[] {
    const rows = transaction.visible(this.#table);
    return found.flatMap(({ id }) => rows.filter((row) => row.id === id && matches(row.values, this.#where)));
  }

  /** Would it find others, or in another order, if one of these transactions committed before it looks? */
  dependsOn(open: Iterable<TransactionState>, transaction: TransactionState): boolean {
    const found = this.find(transaction);
    const isFound = (next: StoredRow): boolean =>
      found.some(({ id, values }) => id === next.id && inOrder(values, next.values, this.#options) === 0);
    for (const other of open) {
      if (other === transaction) continue;
      if (other.unseen(this.#table).some((row) => matches(row.values, this.#where) && !isFound(row))) return true;
    }
    return false;
  }
}
