import type { Database, Isolation, OpenTransaction, Statements, TransactionIds } from "../../src/kit/index.ts";
import type { PgClient, PgPool } from "./clients.ts";
import { deleteSql, insertSql, selectSql, updateSql, type Sql } from "./sql.ts";

/** The kit's database port on a real PostgreSQL: what a learner's code would run on in production. */
export function postgres<Tables extends object>(pool: PgPool): Database<Tables> {
  const begin = async ({ isolation }: { readonly isolation?: Isolation } = {}): Promise<OpenTransaction<Tables>> => {
    const client = await pool.connect();
    await client.query(`begin isolation level ${isolation ?? "read committed"}`);
    const end = async (how: "commit" | "rollback"): Promise<void> => {
      await client.query(how);
      client.release();
    };
    return {
      ...statements<Tables>(client),
      ids: () => transactionIds(client),
      commit: () => end("commit"),
      rollback: () => end("rollback"),
    };
  };
  return {
    ...statements<Tables>(pool),
    begin,
    async transaction(work, options) {
      const transaction = await begin(options);
      try {
        const result = await work(transaction);
        await transaction.commit();
        return result;
      } catch (error) {
        await transaction.rollback();
        throw error;
      }
    },
  };
}

function statements<Tables extends object>(client: PgClient): Statements<Tables> {
  const rows = async (sql: Sql): Promise<readonly never[]> =>
    (await client.query(sql.text, sql.values)).rows as readonly never[];
  const count = async (sql: Sql): Promise<number> => (await client.query(sql.text, sql.values)).rowCount ?? 0;
  return {
    select: (table, options) => rows(selectSql(table, options)),
    insert: async (table: string, row: object, options?: { readonly ifNew: true }): Promise<never> => {
      const [inserted] = await rows(insertSql(table, row, options?.ifNew ?? false));
      return inserted as never;
    },
    update: (table, changes, where) => count(updateSql(table, changes, where)),
    delete: (table, where) => count(deleteSql(table, where)),
  };
}

async function transactionIds(client: PgClient): Promise<TransactionIds> {
  const { rows } = await client.query(
    "select pg_current_xact_id()::text as current, pg_snapshot_xmin(pg_current_snapshot())::text as xmin",
  );
  const [row] = rows as readonly { readonly current: string; readonly xmin: string }[];
  return { current: BigInt(row?.current ?? 0), xmin: BigInt(row?.xmin ?? 0) };
}
