import { DatabaseError } from "../../../../src/kit/index.ts";
import type { Caller } from "../../caller.ts";
import type { Site } from "../../resource.ts";
import type { DatabaseBits } from "./bits.ts";
import { Sent, WAITS } from "./sent.ts";
import { StatementStep } from "./statement-step.ts";
import type { Statement } from "./statement.ts";
import type { Table } from "./table.ts";
import type { TransactionState } from "./transaction-state.ts";
import type { Transactions } from "./transactions.ts";

/** Makes each statement a step, or two where it has to wait. */
export class Sending {
  readonly #site: Site;
  readonly #bits: DatabaseBits;
  readonly #tables: ReadonlyMap<string, Table>;
  readonly #transactions: Transactions;
  /** Writes that are on their way and will commit by themselves. */
  readonly #lone = new Set<Sent>();

  constructor(site: Site, bits: DatabaseBits, tables: ReadonlyMap<string, Table>, transactions: Transactions) {
    this.#site = site;
    this.#bits = bits;
    this.#tables = tables;
    this.#transactions = transactions;
  }

  /** @param alone is it a transaction of its own, which begins and ends with it? */
  ask(caller: Caller, transaction: TransactionState, statement: Statement, alone: boolean): Promise<unknown> {
    const sent = new Sent(statement, transaction, this.#transactions.open);
    transaction.queue.push(sent);
    if (alone && statement.kind === "write") this.#lone.add(sent);
    const first = this.#step(caller, sent, alone);
    if (!sent.canWait) return first;
    // One that has to wait makes two steps: it looks and begins to wait, and later it goes on.
    return first.then((answer) => (answer === WAITS ? this.#step(caller, sent, alone) : answer));
  }

  #step(caller: Caller, sent: Sent, alone: boolean): Promise<unknown> {
    const { statement, transaction } = sent;
    const snapshot = transaction.isolation === "repeatable read";
    const bits = this.#bits.ofStatement(statement, alone, snapshot, this.#tables.values());
    return caller.ask(
      new StatementStep(sent, this.#site, bits, alone && statement.kind === "write", {
        perform: () => this.#perform(sent, alone),
        canBeginToWait: () => this.#canBeginToWait(sent),
        end: () => this.#transactions.end(transaction),
      }),
    );
  }

  #perform(sent: Sent, alone: boolean): unknown {
    const { statement, transaction } = sent;
    const { hindrance } = sent;
    if (hindrance === "lock") {
      this.#transactions.takeSnapshot(transaction);
      sent.look();
      return WAITS;
    }
    transaction.queue.shift();
    this.#lone.delete(sent);
    transaction.refuseIfOver();
    if (transaction.failed)
      throw new DatabaseError("25P02", "The transaction has failed: it ignores everything until it is rolled back.");
    try {
      if (hindrance === "deadlock")
        throw new DatabaseError("40P01", "Deadlock: two transactions wait for each other, and this one gives up.");
      this.#transactions.takeSnapshot(transaction);
      if (statement.kind === "write") this.#transactions.idOf(transaction);
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
    return statement.rows.dependsOn(this.#transactions.open, transaction);
  }
}
