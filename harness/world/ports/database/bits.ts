import type { Site } from "../../resource.ts";
import type { Operation } from "../../run/operation.ts";
import type { Statement } from "./statement.ts";
import type { Table } from "./table.ts";

type Bits = Pick<Operation, "reads" | "writes">;

/**
 * What the statements of a database read and change, in bits: of each table what is committed, and
 * apart from it what is locked. What a transaction has done and not committed, only locks show.
 */
export class DatabaseBits {
  /** Which transactions are open. */
  readonly ids: number;
  readonly #site: Site;

  /** @param asksForIds can anyone ask which transactions are open? Only then do writers show in that. */
  constructor(site: Site, asksForIds: boolean) {
    this.#site = site;
    this.ids = asksForIds ? site.footprints.bit(`${site.name}: ids`) : 0;
  }

  /** What it changes for others that a transaction is given up. */
  ofEnd(tables: readonly Table[], hasId: boolean): number {
    return tables.reduce((bits, table) => bits | this.#locks(table), hasId ? this.ids : 0);
  }

  ofCommit(tables: readonly Table[], hasId: boolean): Bits {
    const writes = tables.reduce((bits, table) => bits | this.#rows(table) | this.#locks(table), 0);
    return { reads: 0, writes: writes | (hasId ? this.ids : 0) };
  }

  /** @param snapshot does it look at every table, to see them later as they are now? */
  ofStatement({ table, kind }: Statement, alone: boolean, snapshot: boolean, tables: Iterable<Table>): Bits {
    const reads = this.#rows(table) | (snapshot ? this.ofSnapshot(tables) : 0);
    if (kind === "read") return { reads, writes: 0 };
    const writes = this.#locks(table) | (kind === "write" && alone ? this.#rows(table) : 0);
    // Who asks for the open transactions sees that this one got an id.
    return { reads, writes: kind === "write" ? writes | this.ids : writes };
  }

  /** A snapshot shows what is committed, and which transactions are open. */
  ofSnapshot(tables: Iterable<Table>): number {
    let reads = this.ids;
    for (const table of tables) reads |= this.#rows(table);
    return reads;
  }

  #rows(table: Table): number {
    return (table.rowsBit ||= this.#site.footprints.bit(`${this.#site.name}.${table.name}`));
  }

  #locks(table: Table): number {
    return (table.locksBit ||= this.#site.footprints.bit(`${this.#site.name}.${table.name}: locks`));
  }
}
