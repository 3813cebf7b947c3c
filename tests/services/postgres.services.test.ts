import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { Factory } from "../contracts/contract.ts";
import { databaseContract, type ContractTables, type DatabaseUnderContract } from "../contracts/database.contract.ts";
import { valuesContract } from "../contracts/database-values.contract.ts";
import { waitingContract } from "../contracts/database-waiting.contract.ts";
import { found, loadPg, type PgPool } from "./clients.ts";
import { postgres } from "./postgres.ts";

const options = JSON.parse(found("EVENTLINGS_POSTGRES")) as object;

const TABLES = `
  create table customers (id text primary key, email text unique, points integer, since timestamptz);
  create table outbox (id text primary key, position serial, status text)`;

/** A schema of its own for every case, so that whatever else is in the database stays as it is. */
const onPostgres: Factory<DatabaseUnderContract> = async (body) => {
  const name = `eventlings_${randomUUID().replaceAll("-", "")}`;
  const { Pool } = loadPg();
  const pool = new Pool({ ...options, max: 20, application_name: name, options: `-c search_path=${name}` });
  const observer = new Pool({ ...options, max: 1 });
  // A connection that is cut while it idles must not end the tests.
  for (const each of [pool, observer]) each.on("error", () => undefined);
  try {
    await observer.query(`create schema ${name}`);
    await pool.query(TABLES);
    await body({
      subject: { connect: () => postgres<ContractTables>(pool) },
      isWaiting: (promise) => isWaiting(promise, observer, name),
    });
  } finally {
    // A case that failed may have left transactions open: they would hold its tables.
    await observer.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1", [name]);
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

databaseContract(onPostgres);
waitingContract(onPostgres);
valuesContract(onPostgres);
