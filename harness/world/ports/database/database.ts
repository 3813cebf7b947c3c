import {
  type Changes,
  type Database,
  type Isolation,
  type OpenTransaction,
  type SelectOptions,
  type Statements,
  type TransactionIds,
  type Where,
} from "../../../../src/kit/index.ts";
import type { Caller } from "../../caller.ts";
import { copy } from "../../copy.ts";
import type { Site } from "../../resource.ts";
import type { Operation } from "../../run/operation.ts";
import { sayError } from "../words.ts";
import { DatabaseBits } from "./bits.ts";
import { lostStatements } from "./lost.ts";
import { Sending } from "./sending.ts";
import { deleteStatement, insertStatement, selectStatement, updateStatement, type Statement } from "./statement.ts";
import { Table, type TableOptions, type Values } from "./table.ts";
import { TransactionState } from "./transaction-state.ts";
import { Transactions } from "./transactions.ts";

type AnyRow = Record<string, unknown>;

/** What a database is like. */
export interface DatabaseOptions<Tables extends object> {
  readonly tables: { readonly [T in keyof Tables]: TableOptions };
  /** Can a program ask for transaction ids? It costs schedules: each first write then shows to others. */
  readonly transactionIds?: boolean;
}

/** A database in memory with the concurrency of PostgreSQL: sessions, snapshots, locks, sequences. */
export class WorldDatabase<Tables extends object> {
  readonly #site: Site;
  readonly #bits: DatabaseBits;
  readonly #tables = new Map<string, Table>();
  readonly #transactions = new Transactions(this.#tables);
  readonly #sending: Sending;

  constructor(site: Site, { tables, transactionIds = false }: DatabaseOptions<Tables>) {
    this.#site = site;
    this.#bits = new DatabaseBits(site, transactionIds);
    for (const [name, options] of Object.entries<TableOptions>(tables))
      this.#tables.set(name, new Table(name, options));
    this.#sending = new Sending(site, this.#bits, this.#tables, this.#transactions);
  }

  /** Puts rows there before the run begins. */
  fill<T extends keyof Tables & string>(name: T, rows: readonly Partial<Tables[T]>[]): this {
    const transaction = new TransactionState("read committed");
    for (const row of rows) insertStatement(this.#table(name), row as Values, false).perform(transaction);
    transaction.commit();
    return this;
  }

  /** The committed rows of a table, in the order of their inserts: for promises. */
  rows<T extends keyof Tables & string>(name: T): readonly Tables[T][] {
    return this.#table(name).rows.map(({ values }) => copy(values) as Tables[T]);
  }

  /** Transactions that someone began and never ended. */
  get openTransactions(): number {
    return this.#transactions.open.size;
  }

  /** The connection of one life of a process. */
  for(caller: Caller): Database<Tables> {
    const begin = (isolation: Isolation = "read committed"): OpenTransaction<Tables> =>
      this.#session(caller, this.#begin(caller, isolation));
    return {
      ...this.#statements((statement) => {
        // A statement on its own is a transaction that begins and ends with it.
        const transaction = new TransactionState("read committed");
        return this.#sending.ask(caller, transaction, statement, true);
      }),
      begin: ({ isolation } = {}) => Promise.resolve(begin(isolation)),
      async transaction(work, { isolation } = {}) {
        const session = begin(isolation);
        let result: Awaited<ReturnType<typeof work>>;
        try {
          result = await work(session);
        } catch (error) {
          await session.rollback();
          throw error;
        }
        await session.commit();
        return result;
      },
    };
  }

  #begin(caller: Caller, isolation: Isolation): TransactionState {
    const transaction = this.#transactions.begin(isolation);
    caller.hold({
      mask: () => (transaction.isOver ? 0 : this.#bits.ofEnd(this.#touched(transaction), transaction.id !== undefined)),
      release: () => this.#transactions.end(transaction),
    });
    return transaction;
  }

  #session(caller: Caller, transaction: TransactionState): OpenTransaction<Tables> {
    const end = (what: string, operation: Pick<Operation, "reads" | "writes" | "durable" | "perform">): Promise<void> =>
      caller.ask<void>({
        lane: this.#site.name,
        direction: "call",
        ...operation,
        faults: lostStatements(this.#site, operation.durable, operation.perform, () =>
          this.#transactions.end(transaction),
        ),
        what: () => what,
        outcome: (answer) => (answer.ok ? "done" : `fails with ${sayError(answer.error)}`),
      });
    const session: OpenTransaction<Tables> = {
      ...this.#statements((statement) => this.#sending.ask(caller, transaction, statement, false)),
      ids: () => {
        if (this.#bits.ids === 0)
          throw new Error(`Declare ${this.#site.name} with { transactionIds: true }: a rule here asks for them.`);
        return caller.ask<TransactionIds>({
          lane: this.#site.name,
          direction: "call",
          reads: transaction.isBeforeSnapshot ? this.#bits.ofSnapshot(this.#tables.values()) : this.#bits.ids,
          writes: this.#bits.ids,
          durable: false,
          perform: () => this.#transactions.ids(transaction),
          what: () => "ask for transaction ids",
          outcome: () => "told",
        });
      },
      commit: () =>
        end("commit", {
          ...this.#bits.ofCommit(this.#touched(transaction), transaction.id !== undefined),
          durable: true,
          perform: () => {
            transaction.refuseIfOver();
            // PostgreSQL turns the commit of a failed transaction into a rollback, and tells nobody who does not look.
            if (transaction.failed) return this.#transactions.end(transaction);
            transaction.commit();
            this.#transactions.end(transaction);
          },
        }),
      rollback: () =>
        end("roll back", {
          reads: 0,
          writes: this.#bits.ofEnd(this.#touched(transaction), transaction.id !== undefined),
          durable: false,
          perform: () => this.#transactions.end(transaction),
        }),
    };
    return session;
  }

  #statements(ask: (statement: Statement) => Promise<unknown>): Statements<Tables> {
    return {
      select: <T extends keyof Tables & string>(table: T, options: SelectOptions<Tables[T] & object> = {}) =>
        ask(selectStatement(this.#table(table), options as SelectOptions<AnyRow>)) as Promise<readonly Tables[T][]>,
      insert: <T extends keyof Tables & string>(
        table: T,
        row: Partial<Tables[T]>,
        options?: { readonly ifNew: boolean },
      ) => ask(insertStatement(this.#table(table), copy(row) as Values, options?.ifNew === true)) as Promise<Tables[T]>,
      update: <T extends keyof Tables & string>(
        table: T,
        changes: Changes<Tables[T] & object>,
        where: Where<Tables[T] & object>,
      ) =>
        ask(updateStatement(this.#table(table), changes as Changes<AnyRow>, where as Where<AnyRow>)) as Promise<number>,
      delete: <T extends keyof Tables & string>(table: T, where: Where<Tables[T] & object>) =>
        ask(deleteStatement(this.#table(table), where as Where<AnyRow>)) as Promise<number>,
    };
  }

  #touched(transaction: TransactionState): readonly Table[] {
    return [...this.#tables.values()].filter((table) => transaction.touches(table));
  }

  #table(name: string): Table {
    const table = this.#tables.get(name);
    if (table === undefined)
      throw new Error(
        `There is no table "${name}" in ${this.#site.name}; its tables are ${[...this.#tables.keys()].join(", ")}.`,
      );
    return table;
  }
}
