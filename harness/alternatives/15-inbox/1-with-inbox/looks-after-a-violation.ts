// @style Inserts plainly, and after a violation looks whether it was the mark.
import { DatabaseError, type ConsumerTables, type Database, type Effect, type MessageHandler } from "eventlings";
export function withInbox(
  { database }: { readonly database: Database<ConsumerTables> },
  consumer: string,
  effect: Effect,
): MessageHandler {
  return async (message) => {
    const mark = { consumer, messageId: message.messageId };
    try {
      await database.transaction(async (tx) => {
        await tx.insert("inbox", mark);
        await effect(message, tx);
      });
    } catch (error) {
      if (!(error instanceof DatabaseError) || error.code !== "23505") throw error;
      const known = await database.select("inbox", { where: mark });
      if (known.length === 0) throw error;
    }
  };
}
