import type { Database, QueueChannel } from "../../../src/kit/index.ts";

export interface Tables {
  outbox: { readonly id: string; readonly position: number; readonly status: string };
}

export interface Ports {
  readonly database: Database<Tables>;
  readonly queue: QueueChannel;
}

/** Publishes each pending row while it holds it, and marks it before it lets go. */
export function createRelay({ database, queue }: Ports): { publishPending(): Promise<void> } {
  const publishNext = (): Promise<boolean> =>
    database.transaction(async (tx) => {
      const [row] = await tx.select("outbox", {
        where: { status: "pending" },
        orderBy: ["position"],
        limit: 1,
        forUpdate: true,
      });
      if (row === undefined) return false;
      await queue.send("orders", { messageId: row.id, body: {} });
      await tx.update("outbox", { status: "sent" }, { id: row.id });
      return true;
    });
  return {
    async publishPending() {
      while (await publishNext()) continue;
    },
  };
}
