// @belief A lost answer means that nothing was committed, so I do the work once more, without the mark.
// @breaks lost-connection
// @section a-crash-between-the-two
import { DatabaseError, type ConsumerTables, type Database, type Effect, type MessageHandler } from "eventlings";

export function withInbox(
  { database }: { readonly database: Database<ConsumerTables> },
  consumer: string,
  effect: Effect,
): MessageHandler {
  return async (message) => {
    const mark = { consumer, messageId: message.messageId };
    try {
      await database.transaction(async (transaction) => {
        if ((await transaction.insert("inbox", mark, { ifNew: true })) !== undefined)
          await effect(message, transaction);
      });
    } catch (error) {
      if (!(error instanceof DatabaseError) || error.code !== "08006") throw error;
      await database.transaction(async (transaction) => {
        await transaction.insert("inbox", mark, { ifNew: true });
        await effect(message, transaction);
      });
    }
  };
}
