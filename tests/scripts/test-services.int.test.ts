import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";

const script = join(import.meta.dirname, "..", "..", "scripts", "test-services.mjs");

/** A port at which nothing listens: it was free a moment ago. */
async function closedPort(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return String(port);
}

test("test:services says what it did not find, and does not call that a failure", async () => {
  const [postgres, rabbit] = [await closedPort(), await closedPort()];
  const { stdout, status } = spawnSync(process.execPath, [script], {
    encoding: "utf8",
    env: { ...process.env, PGHOST: "127.0.0.1", PGPORT: postgres, AMQP_URL: `amqp://guest:guest@127.0.0.1:${rabbit}` },
  });
  expect(stdout.trim().split("\n")).toEqual([
    `skipped  PostgreSQL: nothing listens at 127.0.0.1:${postgres}, so the contracts of a database, of a table of events and of appends to it were not run on it.`,
    `skipped  RabbitMQ: nothing listens at 127.0.0.1:${rabbit}, so the contracts of a queue were not run on it.`,
  ]);
  expect(status).toBe(0);
});
