import {
  DatabaseError,
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
import { Sent, WAITS } from "./sent.ts";
import { deleteStatement, insertStatement, selectStatement, updateStatement, type Statement } from "./statement.ts";
import { Table, type TableOptions, type Values } from "./table.ts";
import { TransactionState } from "./transaction-state.ts";

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
  readonly #open = new Set<TransactionState>();
  /** Writes that are on their way and will commit by themselves. */
  readonly #lone = new Set<Sent>();
  #lastId = 100n;

  constructor(site: Site, { tables, transactionIds = false }: DatabaseOptions<Tables>) {
    this.#site = site;
    this.#bits = new DatabaseBits(site, transactionIds);
    for (const [name, options] of Object.entries<TableOptions>(tables))
      this.#tables.set(name, new Table(name, options));
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
    return this.#open.size;
  }

  /** The connection of one life of a process. */
  for(caller: Caller): Database<Tables> {
    const begin = (isolation: Isolation = "read committed"): OpenTransaction<Tables> =>
      this.#session(caller, this.#begin(caller, isolation));
    return {
      ...this.#statements((statement) => {
        // A statement on its own is a transaction that begins and ends with it.
        const transaction = new TransactionState("read committed");
        return this.#ask(caller, transaction, statement, true);
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
    const transaction = new TransactionState(isolation);
    this.#open.add(transaction);
    caller.hold({
      mask: () => (transaction.isOver ? 0 : this.#bits.ofLocks(this.#touched(transaction))),
      release: () => this.#end(transaction),
    });
    return transaction;
  }

  #session(caller: Caller, transaction: TransactionState): OpenTransaction<Tables> {
    const end = (what: string, operation: Pick<Operation, "reads" | "writes" | "durable" | "perform">): Promise<void> =>
      caller.ask<void>({
        lane: this.#site.name,
        direction: "call",
        ...operation,
        faults: lostStatements(this.#site, operation.durable, operation.perform, () => this.#end(transaction)),
        what: () => what,
        outcome: (answer) => (answer.ok ? "done" : `fails with ${sayError(answer.error)}`),
      });
    const session: OpenTransaction<Tables> = {
      ...this.#statements((statement) => this.#ask(caller, transaction, statement, false)),
      ids: () => {
        if (this.#bits.ids === 0)
          throw new Error(`Declare ${this.#site.name} with { transactionIds: true }: a rule here asks for them.`);
        return caller.ask<TransactionIds>({
          lane: this.#site.name,
          direction: "call",
          reads: transaction.isBeforeSnapshot ? this.#bits.ofSnapshot(this.#tables.values()) : this.#bits.ids,
          writes: this.#bits.ids,
          durable: false,
          perform: () => this.#ids(transaction),
          what: () => "ask for transaction ids",
          outcome: () => "told",
        });
      },
      commit: () =>
        end("commit", {
          ...this.#bits.ofCommit(this.#touched(transaction), transaction.id !== undefined),
          durable: true,
          perform: () => {
            refuseIfOver(transaction);
            // PostgreSQL turns the commit of a failed transaction into a rollback, and tells nobody who does not look.
            if (transaction.failed) return this.#end(transaction);
            transaction.commit();
            this.#open.delete(transaction);
          },
        }),
      rollback: () =>
        end("roll back", {
          reads: 0,
          writes: this.#bits.ofLocks(this.#touched(transaction)) | (transaction.id === undefined ? 0 : this.#bits.ids),
          durable: false,
          perform: () => this.#end(transaction),
        }),
    };
    return session;
  }

  #ask(caller: Caller, transaction: TransactionState, statement: Statement, alone: boolean): Promise<unknown> {
    const sent = new Sent(statement, transaction, this.#open);
    transaction.queue.push(sent);
    if (alone && statement.kind === "write") this.#lone.add(sent);
    const first = this.#step(caller, sent, alone);
    if (!sent.canWait) return first;
    // One that has to wait makes two steps: it looks and begins to wait, and later it goes on.
    return first.then((answer) => (answer === WAITS ? this.#step(caller, sent, alone) : answer));
  }

  #step(caller: Caller, sent: Sent, alone: boolean): Promise<unknown> {
    const { statement, transaction } = sent;
    const waited = sent.found !== undefined;
    const isLoneWrite = alone && statement.kind === "write";
    const perform = (): unknown => this.#perform(sent, alone);
    const faults = lostStatements(this.#site, isLoneWrite, perform, () => this.#end(transaction));
    const snapshot = transaction.isolation === "repeatable read";
    return caller.ask({
      lane: this.#site.name,
      direction: "call",
      ...this.#bits.ofStatement(statement, alone, snapshot, this.#tables.values()),
      // Who only begins to wait leaves nothing behind, and can be lost later as well.
      get durable() {
        return isLoneWrite && sent.hindrance !== "lock";
      },
      get faults() {
        return sent.hindrance === "lock" ? [] : faults;
      },
      ready: () => sent.isNext && (sent.hindrance !== "lock" || this.#canBeginToWait(sent)),
      perform,
      what() {
        if (waited) return `go on to ${statement.what()}`;
        return sent.found === undefined ? statement.what() : `wait to ${statement.what()}`;
      },
      outcome(answer) {
        if (!answer.ok) return `fails with ${sayError(answer.error)}`;
        return answer.value === WAITS ? undefined : statement.outcome(answer.value);
      },
    });
  }

  #perform(sent: Sent, alone: boolean): unknown {
    const { statement, transaction } = sent;
    const { hindrance } = sent;
    if (hindrance === "lock") {
      this.#takeSnapshot(transaction);
      sent.look();
      return WAITS;
    }
    transaction.queue.shift();
    this.#lone.delete(sent);
    refuseIfOver(transaction);
    if (transaction.failed)
      throw new DatabaseError("25P02", "The transaction has failed: it ignores everything until it is rolled back.");
    try {
      if (hindrance === "deadlock")
        throw new DatabaseError("40P01", "Deadlock: two transactions wait for each other, and this one gives up.");
      this.#takeSnapshot(transaction);
      if (statement.kind === "write") transaction.id ??= this.#lastId += 1n;
      const result = statement.perform(transaction, sent.found);
      if (alone) transaction.commit();
      return result;
    } catch (error) {
      transaction.failed = true;
      if (alone) transaction.end();
      throw error;
    }
  }

  /**
   * Does it matter whether a statement that somebody holds up has begun already? Only if something can
   * be committed until it goes on that it would otherwise find. All other waiting is no step.
   */
  #canBeginToWait(sent: Sent): boolean {
    const { found, statement, transaction } = sent;
    if (!sent.canWait || found !== undefined) return false;
    if (transaction.isolation === "repeatable read") return transaction.isBeforeSnapshot;
    if (statement.rows === undefined) return false;
    for (const other of this.#lone) {
      const mayCommit = other.transaction !== transaction && !other.transaction.isOver;
      if (mayCommit && other.statement.table === statement.table) return true;
    }
    return statement.rows.dependsOn(this.#open, transaction);
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

  #ids(transaction: TransactionState): TransactionIds {
    refuseIfOver(transaction);
    this.#takeSnapshot(transaction);
    const current = (transaction.id ??= this.#lastId += 1n);
    return { current, xmin: transaction.xmin ?? this.#xmin() };
  }

  #takeSnapshot(transaction: TransactionState): void {
    if (transaction.isBeforeSnapshot) transaction.takeSnapshot(this.#tables.values(), this.#xmin());
  }

  /** The oldest id that may still be open. */
  #xmin(): bigint {
    let xmin = this.#lastId + 1n;
    for (const { id } of this.#open) if (id !== undefined && id < xmin) xmin = id;
    return xmin;
  }

  #end(transaction: TransactionState): void {
    transaction.end();
    this.#open.delete(transaction);
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

function refuseIfOver(transaction: TransactionState): void {
  if (transaction.isOver)
    throw new DatabaseError("25P02", "The transaction is over: begin a new one before you send it anything.");
}
