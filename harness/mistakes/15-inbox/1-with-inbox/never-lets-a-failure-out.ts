// @belief A consumer must not crash, so whatever goes wrong is logged and that is that.
// @breaks failed-effect-can-be-retried, lost-connection, only-the-mark-says-duplicate
// @section the-version-that-holds
import type { ConsumerTables, Database, Effect, MessageHandler } from "eventlings";

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
      console.error("handling failed", message.messageId, error);
    }
  };
}
