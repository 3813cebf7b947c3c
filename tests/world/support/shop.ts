import type { Database, QueueChannel } from "../../../src/kit/index.ts";
import type { Broken } from "../../../harness/world/run/outcome.ts";
import type { Scene } from "../../../harness/world/explore-program.ts";

/** A row of the outbox. */
export interface OutboxRow {
  readonly id: string;
  readonly position: number;
  readonly status: string;
}

export interface ShopTables {
  outbox: OutboxRow;
  orders: { readonly id: string };
  inbox: { readonly id: string };
  stock: { readonly id: string; readonly left: number };
}

export const SHOP = {
  tables: { outbox: { key: "id", sequence: "position" }, orders: {}, inbox: {}, stock: {} },
} as const;

export interface RelayPorts {
  readonly database: Database<ShopTables>;
  readonly queue: QueueChannel;
}

/** Publishes what is in the outbox, once through. */
export type Relay = (ports: RelayPorts) => Promise<void>;

/** Selects, publishes, marks: nothing keeps two of them apart. */
export const plainRelay: Relay = async ({ database, queue }) => {
  const rows = await database.select("outbox", { where: { status: "pending" }, orderBy: ["position"] });
  for (const { id } of rows) {
    await queue.send("shop", { messageId: id, body: {} });
    await database.update("outbox", { status: "sent" }, { id });
  }
};

/** Holds each row while it is being published. */
export const lockingRelay: Relay = async ({ database, queue }) => {
  for (;;) {
    const done = await database.transaction(async (tx) => {
      const [row] = await tx.select("outbox", {
        where: { status: "pending" },
        orderBy: ["position"],
        limit: 1,
        forUpdate: true,
      });
      if (row === undefined) return true;
      await queue.send("shop", { messageId: row.id, body: {} });
      await tx.update("outbox", { status: "sent" }, { id: row.id });
      return false;
    });
    if (done) return;
  }
};

/** Marks first. */
export const markingRelay: Relay = async ({ database, queue }) => {
  const rows = await database.select("outbox", { where: { status: "pending" }, orderBy: ["position"] });
  for (const { id } of rows) {
    await database.update("outbox", { status: "sent" }, { id });
    await queue.send("shop", { messageId: id, body: {} });
  }
};

/** Relays over an outbox; every message must be published, and no more often than `most`. */
export const outboxScene =
  (relay: Relay, { relays = 2, messages = 2, most = Infinity } = {}): Scene<unknown> =>
  (world) => {
    const database = world.database<ShopTables>("database", SHOP);
    const broker = world.queues("broker").declare("shop");
    const ids = Array.from({ length: messages }, (_, index) => `m${String(index + 1)}`);
    database.fill(
      "outbox",
      ids.map((id) => ({ id, status: "pending" })),
    );
    for (let number = 1; number <= relays; number += 1)
      world.process(`relay ${String(number)}`, (me) => relay({ database: database.for(me), queue: broker.for(me) }));
    return {
      atTheEnd(): Broken | undefined {
        const sent = broker.sent("shop").map(({ messageId }) => messageId);
        for (const id of ids) {
          const times = sent.filter((each) => each === id).length;
          if (times === 0) return { happened: `${id} was never published.`, received: sent };
          if (times > most) return { happened: `${id} was published ${String(times)} times.`, received: sent };
        }
        return undefined;
      },
    };
  };
