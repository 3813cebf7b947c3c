// @belief Where the connection breaks at the end, the commit was on its way, so the message is done.
// @breaks lost-connection
// @section a-crash-between-the-two
import { DatabaseError, type ConsumerTables, type Database, type Effect, type MessageHandler } from "eventlings";

export function withInbox(
  { database }: { readonly database: Database<ConsumerTables> },
  consumer: string,
  effect: Effect,
): MessageHandler {
  return async (message) => {
    try {
      await database.transaction(async (transaction) => {
        const mark = await transaction.insert("inbox", { consumer, messageId: message.messageId }, { ifNew: true });
        if (mark !== undefined) await effect(message, transaction);
      });
    } catch (error) {
      if (error instanceof DatabaseError && error.code === "08006") return;
      throw error;
    }
  };
}
