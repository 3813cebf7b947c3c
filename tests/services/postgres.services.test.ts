import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { createAppend } from "../../solutions/04-event-store/2-expected-version.ts";
import { createIdempotentAppend } from "../../solutions/04-event-store/3-idempotent-append.ts";
import type { ConditionalAppend, EventTable } from "../../src/kit/index.ts";
import {
  conditionalAppendContract,
  idempotentAppendContract,
  type AppendUnderContract,
} from "../contracts/conditional-append.contract.ts";
import type { Factory } from "../contracts/contract.ts";
import { databaseContract, type ContractTables, type DatabaseUnderContract } from "../contracts/database.contract.ts";
import { valuesContract } from "../contracts/database-values.contract.ts";
import { waitingContract } from "../contracts/database-waiting.contract.ts";
import { eventTableContract } from "../contracts/event-table.contract.ts";
import { found, loadPg, type PgPool } from "./clients.ts";
import { EVENT_TABLES, postgresEventTable, truncateBefore } from "./postgres-event-table.ts";
import { postgres } from "./postgres.ts";

const options = JSON.parse(found("EVENTLINGS_POSTGRES")) as object;

const TABLES = `
  create table customers (id text primary key, email text unique, points integer, since timestamptz);
  create table outbox (id text primary key, position serial, status text)`;

/** A schema of its own for every case, so that whatever else is in the database stays as it is. */
const onPostgres =
  <T>(tables: string, subjectOf: (pool: PgPool) => T): Factory<T> =>
  async (body) => {
    const name = `eventlings_${randomUUID().replaceAll("-", "")}`;
    const { Pool } = loadPg();
    const pool = new Pool({ ...options, max: 20, application_name: name, options: `-c search_path=${name}` });
    const observer = new Pool({ ...options, max: 1 });
    // A connection that is cut while it idles must not end the tests.
    for (const each of [pool, observer]) each.on("error", () => undefined);
    try {
      await observer.query(`create schema ${name}`);
      await pool.query(tables);
      await body({ subject: subjectOf(pool), isWaiting: (promise) => isWaiting(promise, observer, name) });
    } finally {
      // A case that failed may have left transactions open: they would hold its tables.
      await observer.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1", [
        name,
      ]);
      await observer.query(`drop schema if exists ${name} cascade`);
      await Promise.allSettled([pool.end(), observer.end()]);
    }
  };

/** PostgreSQL itself says who waits for a lock. Asks until somebody does, or the promise is settled. */
async function isWaiting(promise: Promise<unknown>, observer: PgPool, name: string): Promise<boolean> {
  let settled = false;
  const note = (): void => void (settled = true);
  void promise.then(note, note);
  for (;;) {
    const { rows } = await observer.query(
      "select pid from pg_stat_activity where application_name = $1 and wait_event_type = 'Lock'",
      [name],
    );
    if (settled) return false;
    if (rows.length > 0) return true;
    await wait(10);
  }
}

const onDatabase = onPostgres(TABLES, (pool): DatabaseUnderContract => ({
  connect: () => postgres<ContractTables>(pool),
}));
for (const promised of [databaseContract, waitingContract, valuesContract]) promised(onDatabase);

eventTableContract(
  onPostgres(EVENT_TABLES, (pool) => ({
    table: postgresEventTable(pool),
    truncateBefore: (streamId: string, position: number) => truncateBefore(pool, streamId, position),
  })),
);

/** An append of lesson 4, on the table that its port stands for. */
const onEventTable = (create: (ports: { readonly table: EventTable }) => ConditionalAppend) =>
  onPostgres(EVENT_TABLES, (pool): AppendUnderContract => {
    const table = postgresEventTable(pool);
    return {
      append: create({ table }),
      elsewhere: create({ table }),
      held: (streamId) => table.rowsAfter(streamId, 0),
      truncateBefore: (streamId, position) => truncateBefore(pool, streamId, position),
    };
  });
conditionalAppendContract(onEventTable(createAppend));
conditionalAppendContract(onEventTable(createIdempotentAppend));
idempotentAppendContract(onEventTable(createIdempotentAppend));
