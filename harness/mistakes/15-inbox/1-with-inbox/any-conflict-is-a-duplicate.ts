// @belief A unique violation means that the message was handled before.
// @breaks only-the-mark-says-duplicate
// @section any-conflict-is-no-duplicate
import { DatabaseError, type ConsumerTables, type Database, type Effect, type MessageHandler } from "eventlings";

export function withInbox(
  { database }: { readonly database: Database<ConsumerTables> },
  consumer: string,
  effect: Effect,
): MessageHandler {
  return async (message) => {
    try {
      await database.transaction(async (transaction) => {
        await transaction.insert("inbox", { consumer, messageId: message.messageId });
        await effect(message, transaction);
      });
    } catch (error) {
      if (error instanceof DatabaseError && error.code === "23505") return;
      throw error;
    }
  };
}
