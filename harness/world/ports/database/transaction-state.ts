import { DatabaseError, type Isolation } from "../../../../src/kit/index.ts";
import type { StoredRow, Table } from "./table.ts";

/** What a transaction has done to one table and nobody else can see yet. */
interface Changes {
  readonly added: StoredRow[];
  /** New versions of committed rows by id; `undefined` where the row is deleted. */
  readonly changed: Map<number, StoredRow | undefined>;
}

/** A statement that was sent. */
export interface Waiting {
  /** Whoever it would have to wait for now. */
  blockers(): readonly TransactionState[];
}

/** An open transaction: what it sees, what it changed, what it waits for. */
export class TransactionState {
  readonly isolation: Isolation;
  /** Given at the first write, as PostgreSQL does. */
  id: bigint | undefined;
  /** A statement failed: all that is left is to roll back. */
  failed = false;
  isOver = false;
  /** Statements that were sent and not answered. A connection answers them one after the other. */
  readonly queue: Waiting[] = [];
  readonly #changes = new Map<Table, Changes>();
  readonly #locked: [Table, number][] = [];
  #snapshot: Map<Table, readonly StoredRow[]> | undefined;
  #xmin: bigint | undefined;

  constructor(isolation: Isolation) {
    this.isolation = isolation;
  }

  /** Will its next statement decide what all others see? */
  get isBeforeSnapshot(): boolean {
    return this.isolation === "repeatable read" && this.#snapshot === undefined;
  }

  /** The oldest transaction that was open when its snapshot was taken. */
  get xmin(): bigint | undefined {
    return this.#xmin;
  }

  /** Sees, from its first statement on, what was committed then. */
  takeSnapshot(tables: Iterable<Table>, xmin: bigint): void {
    this.#xmin = xmin;
    this.#snapshot = new Map();
    for (const table of tables) this.#snapshot.set(table, table.rows);
  }

  /** The rows that it sees: what is committed, or was, with its own changes. */
  visible(table: Table): readonly StoredRow[] {
    const rows = this.#snapshot?.get(table) ?? table.rows;
    const changes = this.#changes.get(table);
    return changes === undefined ? rows : merge(rows, changes);
  }

  refuseIfOver(): void {
    if (this.isOver)
      throw new DatabaseError("25P02", "The transaction is over: begin a new one before you send it anything.");
  }

  touches(table: Table): boolean {
    return this.#changes.has(table) || this.#locked.some(([locked]) => locked === table);
  }

  get hasWritten(): boolean {
    return this.#changes.size > 0;
  }

  /** Rows that it has inserted or changed and not committed. */
  unseen(table: Table): readonly StoredRow[] {
    const changes = this.#changes.get(table);
    if (changes === undefined) return [];
    return [...changes.added, ...[...changes.changed.values()].filter((row) => row !== undefined)];
  }

  add(table: Table, row: StoredRow): void {
    this.#of(table).added.push(row);
  }

  /** Replaces a row, or deletes it. */
  change(table: Table, row: StoredRow, next: StoredRow | undefined): void {
    const changes = this.#of(table);
    const own = changes.added.findIndex(({ id }) => id === row.id);
    if (own === -1) changes.changed.set(row.id, next);
    else if (next === undefined) changes.added.splice(own, 1);
    else changes.added[own] = next;
  }

  /** Locks a row. Under repeatable read, someone else may have changed it since the snapshot. */
  lock(table: Table, { id }: StoredRow): void {
    const holder = table.locks.get(id);
    if (holder === this) return;
    const before = this.#snapshot?.get(table);
    if (before !== undefined && find(before, id) !== find(table.rows, id)) throw changedMeanwhile(table);
    table.locks.set(id, this);
    this.#locked.push([table, id]);
  }

  /** Makes everything visible at once. */
  commit(): void {
    for (const [table, changes] of this.#changes) table.rows = merge(table.rows, changes);
    this.end();
  }

  /** Gives everything up that was not committed. */
  end(): void {
    this.isOver = true;
    this.queue.length = 0;
    this.#changes.clear();
    for (const [table, id] of this.#locked) table.locks.delete(id);
    this.#locked.length = 0;
  }

  #of(table: Table): Changes {
    const known = this.#changes.get(table);
    if (known !== undefined) return known;
    const changes: Changes = { added: [], changed: new Map() };
    this.#changes.set(table, changes);
    return changes;
  }
}

/** What a repeatable read meets that the world has gone on without. */
export const changedMeanwhile = (table: Table): DatabaseError =>
  new DatabaseError("40001", `Could not serialise access: someone else changed a row of ${table.name} first.`);

function merge(rows: readonly StoredRow[], { added, changed }: Changes): readonly StoredRow[] {
  if (changed.size === 0) return added.length === 0 ? rows : [...rows, ...added];
  const kept: StoredRow[] = [];
  for (const row of rows) {
    const next = changed.has(row.id) ? changed.get(row.id) : row;
    if (next !== undefined) kept.push(next);
  }
  return [...kept, ...added];
}

const find = (rows: readonly StoredRow[], id: number): StoredRow | undefined => rows.find((row) => row.id === id);
