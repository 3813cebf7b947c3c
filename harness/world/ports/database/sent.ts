import type { Statement } from "./statement.ts";
import type { StoredRow } from "./table.ts";
import type { TransactionState, Waiting } from "./transaction-state.ts";

/** What a step gives where the statement has only begun to wait. */
export const WAITS = Symbol("waits");

/** A statement that was sent and has not been answered. */
export class Sent implements Waiting {
  readonly statement: Statement;
  readonly transaction: TransactionState;
  /** Once it waits: the rows that it found when it began. Those that turn up later are not among them. */
  found: readonly StoredRow[] | undefined;
  readonly #open: Iterable<TransactionState>;

  constructor(statement: Statement, transaction: TransactionState, open: Iterable<TransactionState>) {
    this.statement = statement;
    this.transaction = transaction;
    this.#open = open;
  }

  /** A connection answers one statement after the other. */
  get isNext(): boolean {
    return this.transaction.isOver || this.transaction.queue[0] === this;
  }

  /** What keeps it from going on: somebody's lock; or that all wait in a circle, and then it fails. */
  get hindrance(): "none" | "lock" | "deadlock" {
    const { isOver, failed } = this.transaction;
    const first = isOver || failed ? [] : this.blockers();
    if (first.length === 0) return "none";
    return leadsBack(this.transaction, first, new Set()) ? "deadlock" : "lock";
  }

  /** Can it matter what it saw before it had to wait? Not of what only looks once it need not. */
  get canWait(): boolean {
    const { isolation } = this.transaction;
    return isolation === "repeatable read" ? this.statement.kind !== "read" : this.statement.rows !== undefined;
  }

  blockers(): readonly TransactionState[] {
    return this.statement.blockers(this.transaction, this.#open, this.found);
  }

  /** Looks before it waits. */
  look(): void {
    this.found = this.statement.rows?.find(this.transaction) ?? [];
  }
}

const waitsFor = ({ queue }: TransactionState): readonly TransactionState[] => queue[0]?.blockers() ?? [];

function leadsBack(to: TransactionState, from: readonly TransactionState[], seen: Set<TransactionState>): boolean {
  for (const next of from) {
    if (next === to) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    if (leadsBack(to, waitsFor(next), seen)) return true;
  }
  return false;
}
