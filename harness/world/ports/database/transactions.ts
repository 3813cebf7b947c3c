import type { Isolation, TransactionIds } from "../../../../src/kit/index.ts";
import type { Table } from "./table.ts";
import { TransactionState } from "./transaction-state.ts";

/** The transactions of a database that are open, their ids and their snapshots. */
export class Transactions {
  readonly open = new Set<TransactionState>();
  readonly #tables: ReadonlyMap<string, Table>;
  #lastId = 100n;

  constructor(tables: ReadonlyMap<string, Table>) {
    this.#tables = tables;
  }

  begin(isolation: Isolation): TransactionState {
    const transaction = new TransactionState(isolation);
    this.open.add(transaction);
    return transaction;
  }

  /** Gives up what it has not committed. */
  end(transaction: TransactionState): void {
    transaction.end();
    this.open.delete(transaction);
  }

  /** Its id, which it gets now if it has none. */
  idOf(transaction: TransactionState): bigint {
    return (transaction.id ??= this.#lastId += 1n);
  }

  /** As the first statement of a repeatable read does. */
  takeSnapshot(transaction: TransactionState): void {
    if (transaction.isBeforeSnapshot) transaction.takeSnapshot(this.#tables.values(), this.#xmin());
  }

  ids(transaction: TransactionState): TransactionIds {
    transaction.refuseIfOver();
    this.takeSnapshot(transaction);
    const current = this.idOf(transaction);
    return { current, xmin: transaction.xmin ?? this.#xmin() };
  }

  /** The oldest id that may still be open. */
  #xmin(): bigint {
    let xmin = this.#lastId + 1n;
    for (const { id } of this.open) if (id !== undefined && id < xmin) xmin = id;
    return xmin;
  }
}
