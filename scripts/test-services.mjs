#!/usr/bin/env node
// Holds the contracts of the simulated world against real services: `npm run test:services`.
// Runs what it finds on this machine, says what it did not find, and ends with 0 where there is nothing to run.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, "tests", "services");
const { env } = process;

/** Milliseconds that a service on this machine may take to answer. */
const PATIENCE = 3000;

const postgres = { host: env.PGHOST ?? "127.0.0.1", port: Number(env.PGPORT ?? 5432) };
const rabbit = new URL(env.AMQP_URL ?? "amqp://guest:guest@127.0.0.1:5672");

const SERVICES = [
  {
    name: "PostgreSQL",
    contract: "the contracts of a database, of a table of events and of appends to it",
    at: postgres,
    variable: "EVENTLINGS_POSTGRES",
    file: "tests/services/postgres.services.test.ts",
    logIn: logInToPostgres,
  },
  {
    name: "RabbitMQ",
    contract: "the contracts of a queue",
    at: { host: rabbit.hostname, port: Number(rabbit.port || 5672) },
    variable: "EVENTLINGS_RABBITMQ",
    file: "tests/services/rabbitmq.services.test.ts",
    logIn: logInToRabbit,
  },
];

/** Does anything listen there? A host that is a path is PostgreSQL's socket. */
function listens({ host, port }) {
  const address = host.startsWith("/") ? { path: join(host, `.s.PGSQL.${String(port)}`) } : { host, port };
  return new Promise((resolve) => {
    const socket = connect(address);
    const end = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(PATIENCE, () => end(false));
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}

/** The clients are no part of the course's own install. They are installed when a service is there to test with. */
function installClients() {
  const wanted = Object.entries(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).dependencies);
  const isThere = ([name, version]) => {
    const file = join(folder, "node_modules", name, "package.json");
    return existsSync(file) && JSON.parse(readFileSync(file, "utf8")).version === version;
  };
  if (wanted.every(isThere)) return;
  console.log("Installing the clients of the services into tests/services …");
  const { status, error } = spawnSync("npm install --no-audit --no-fund --no-progress --loglevel=error", {
    cwd: folder,
    stdio: "inherit",
    // npm is a script of its shell on Windows.
    shell: true,
  });
  if (status === 0) return;
  console.error(
    `The clients could not be installed${error === undefined ? "" : ` (${error.message})`}: look above for why.`,
  );
  process.exit(2);
}

const require = createRequire(join(folder, "package.json"));

/** Tries the users that a machine for tests usually has. Gives what the tests connect with. */
async function logInToPostgres() {
  const { Client } = require("pg");
  const users = env.PGUSER === undefined ? ["postgres", "root"] : [env.PGUSER];
  const reasons = [];
  for (const user of users) {
    const options = {
      ...postgres,
      user,
      database: env.PGDATABASE ?? "postgres",
      connectionTimeoutMillis: PATIENCE,
      ...(env.PGPASSWORD === undefined ? {} : { password: env.PGPASSWORD }),
    };
    const client = new Client(options);
    try {
      await client.connect();
      const { rows } = await client.query("show server_version");
      return { setting: JSON.stringify(options), version: rows[0].server_version.split(" ")[0], user };
    } catch (error) {
      reasons.push(`${user}: ${error.message}`);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  throw new Error(reasons.join("; "));
}

async function logInToRabbit() {
  const connection = await require("amqplib").connect(rabbit.href, { timeout: PATIENCE });
  try {
    const { version } = connection.connection.serverProperties;
    return { setting: rabbit.href, version, user: rabbit.username };
  } finally {
    await connection.close();
  }
}

const found = [];
const lines = [];
for (const service of SERVICES) {
  const { name, contract, at } = service;
  const place = `${at.host}:${String(at.port)}`;
  if (!(await listens(at))) {
    lines.push(`skipped  ${name}: nothing listens at ${place}, so ${contract} were not run on it.`);
    continue;
  }
  installClients();
  try {
    const { setting, version, user } = await service.logIn();
    found.push(service);
    env[service.variable] = setting;
    lines.push(`found    ${name} ${version} at ${place} (user ${user}): ${contract} run on it.`);
  } catch (error) {
    lines.push(
      `skipped  ${name}: something listens at ${place} and does not let us in (${error.message}), so ${contract} were not run on it.`,
    );
  }
}
console.log(lines.join("\n"));
if (found.length > 0) {
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const config = join(folder, "vitest.config.ts");
  const { status } = spawnSync(
    process.execPath,
    [vitest, "run", "--config", config, ...found.map(({ file }) => file)],
    { cwd: root, stdio: "inherit" },
  );
  // Said again below Vitest's own lines, where it is read.
  console.log(lines.join("\n"));
  process.exitCode = status ?? 2;
}
