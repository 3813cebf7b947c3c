import type { Ports } from "./relay.ts";

/** Marks each row, then publishes it: a crash between the two loses the message. */
export function createRelay({ database, queue }: Ports): { publishPending(): Promise<void> } {
  return {
    async publishPending() {
      for (const { id } of await database.select("outbox", { where: { status: "pending" }, orderBy: ["position"] })) {
        console.log(`publishing ${id}`);
        await database.update("outbox", { status: "sent" }, { id });
        await queue.send("orders", { messageId: id, body: {} });
      }
    },
  };
}
