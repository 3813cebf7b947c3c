import type { Database, KeyValueClient, QueueChannel, Statements } from "../../../src/kit/index.ts";
import type { Scene } from "../../../harness/world/explore-program.ts";
import { Random } from "../../../harness/world/explorer/random.ts";
import { SHOP, type ShopTables } from "./shop.ts";

interface Ports {
  readonly database: Database<ShopTables>;
  readonly queue: QueueChannel;
  readonly cache: KeyValueClient;
  readonly random: Random;
  /** Makes names that do not depend on the schedule. */
  readonly name: string;
  readonly note: (what: unknown) => void;
}

const ROWS = ["mug", "cup"] as const;

/** One statement that something can go wrong with. */
async function statement(kind: number, on: Statements<ShopTables>, ports: Ports): Promise<unknown> {
  const { random, name } = ports;
  const id = ROWS[random.below(2)] ?? "mug";
  switch (kind) {
    case 0:
      return (await on.select("stock", { where: { id } })).map(({ left }) => left);
    case 1:
      return (await on.select("stock", { where: { id }, forUpdate: true })).length;
    case 2:
      return (await on.select("stock", { orderBy: ["id"], limit: 1, forUpdate: true, skipLocked: true })).map(
        (row) => row.id,
      );
    case 3:
      return on.update("stock", { left: { increment: 1 } }, { id });
    case 4:
      return (await on.insert("inbox", { id: "m1" }, { ifNew: true })) !== undefined;
    case 5:
      return (await on.insert("outbox", { id: name })).position;
    default:
      return on.delete("stock", { id });
  }
}

/** Something that a process of a shop does. */
async function action(ports: Ports, isConsumer: boolean): Promise<unknown> {
  const { database, queue, cache, random, name } = ports;
  // A consumer that sends would never come to an end.
  const kind = isConsumer ? 1 + random.below(4) : random.below(5);
  if (kind === 0) return queue.send("shop", { messageId: name, body: {} });
  if (kind === 1) return cache.set("lock", name, { onlyIf: "absent" });
  if (kind === 2) return statement(random.below(7), database, ports);
  const [first, second] = [random.below(7), random.below(7)];
  const isolation = random.below(2) === 0 ? "read committed" : "repeatable read";
  return database.transaction(async (tx) => [await statement(first, tx, ports), await statement(second, tx, ports)], {
    isolation,
  });
}

/**
 * A random small shop: processes with transactions, locks, unique keys, a queue, a cache. Everything
 * that it ends in, and all that each process saw, goes to `ends`.
 */
export function randomShop(seed: number, ends: Set<string>): Scene<unknown> {
  return (world) => {
    const plan = new Random(seed);
    const database = world.database<ShopTables>("database", SHOP).fill("stock", [
      { id: "mug", left: 0 },
      { id: "cup", left: 0 },
    ]);
    const broker = world.queues("broker").declare("shop");
    const cache = world.keyValue("cache");
    const notes: string[][] = [];
    const processes = Array.from({ length: 2 }, (_, index) => {
      const drawn = plan.below(1000);
      const isConsumer = plan.below(3) === 0;
      const mine: string[] = [];
      notes.push(mine);
      return world.process(`p${String(index)}`, async (me) => {
        const ports = (name: string): Ports => ({
          database: database.for(me),
          queue: broker.for(me),
          cache: cache.for(me),
          random: new Random(drawn),
          name: `${name}-${String(me.life)}`,
          note: (what) => void mine.push(JSON.stringify(what) ?? "nothing"),
        });
        const act = async (name: string): Promise<void> => {
          const { note } = ports(name);
          try {
            note(await action(ports(name), isConsumer));
          } catch (error) {
            note(Reflect.get(error as object, "code"));
          }
        };
        if (!isConsumer) return act(`p${String(index)}`);
        broker.for(me).consume("shop", async (delivery) => {
          await act(delivery.messageId);
          await delivery.ack().catch(() => undefined);
        });
        await broker
          .for(me)
          .send("shop", { messageId: `own-${String(index)}`, body: {} })
          .catch(() => undefined);
      });
    });
    return {
      atTheEnd() {
        const tables = [database.rows("stock"), database.rows("inbox"), database.rows("outbox")];
        const sent = broker.sent("shop").map(({ messageId }) => messageId);
        const lives = processes.map((process) => process.lives);
        ends.add(JSON.stringify([tables, sent, broker.waiting("shop"), cache.get("lock"), lives, notes]));
        return undefined;
      },
    };
  };
}
